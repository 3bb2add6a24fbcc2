import { formatOfName, type RunLine, type StreamSettings } from '@app/snapshot-core';
import { type ExitCode, exitCode, exitCodeOf } from '../exit-codes.ts';
import { openPrinter } from '../output/printer.ts';
import { adviseOn, runSummary } from '../output/run-lines.ts';
import type { Session } from '../session.ts';
import { integrationOfPath } from '../sync/stream-of-path.ts';
import { adviseUnify } from '../sync/advise-unify.ts';
import { askToUnify } from '../sync/ask-to-unify.ts';
import { type SingerFile, syncSinger } from '../sync/sync-singer.ts';
import { WrongUsage } from '../wrong-usage.ts';

/** What a Singer stream says itself, so that it cannot be told. */
const SAID_BY_MESSAGES = ['stream', 'kind', 'scope', 'plan', 'fixes'] as const;

interface Options {
  tenant: string;
  integration?: string;
  format?: string;
  json?: true;
}

/** Whether these are Singer streams, by their names or as told. */
export const areSinger = (paths: readonly string[], { format }: Pick<Options, 'format'>): boolean =>
  format === 'singer' || (format === undefined && paths.some((path) => formatOfName(path) === 'singer'));

/**
 * Which streams to ingest, each as its messages say.
 * @throws WrongUsage when told what only the messages can say
 */
export function singerFiles(
  paths: readonly string[],
  options: Options & Partial<Record<(typeof SAID_BY_MESSAGES)[number], unknown>>,
  settings: Partial<StreamSettings>,
): SingerFile[] {
  const told = SAID_BY_MESSAGES.find((name) => options[name] !== undefined);
  if (told !== undefined) {
    throw new WrongUsage(
      `--${told} does not go with a Singer stream`,
      'Its messages say which streams it has and what is complete; leave that out.',
    );
  }
  const other = paths.find((path) => !areSinger([path], options));
  if (other !== undefined) {
    throw new WrongUsage(`${other} is no Singer stream, as others are`, 'Ingest Singer streams by themselves.');
  }
  const { tenant } = options;
  return paths.map((path) => ({
    tenant,
    integration: integrationOfPath(path, options.integration),
    path,
    settings,
    onPublished: askToUnify,
  }));
}

/**
 * `weft ingest` of Singer streams, as a Singer target: standard output has the states and nothing else, standard error the runs. Only for
 * files with `--json`, standard output has the runs, as that is for every other format.
 */
export async function ingestSinger(
  session: Session,
  files: readonly SingerFile[],
  { json }: Pick<Options, 'json'>,
): Promise<ExitCode> {
  const runs: RunLine[] = [];
  const output = openPrinter('go on');
  for (const file of files) {
    const relays = file.path === '-' || !json;
    const told = relays ? openPrinter('go on', process.stderr) : output;
    const ended = await syncSinger(session, file, {
      onRun: async (run) => {
        await (json ? told.json(run) : told.text(runSummary(run, 0)));
        adviseOn(run);
      },
      onState: relays ? (state) => output.text(`${state}\n`) : undefined,
    });
    runs.push(...ended);
    if (session.signal.aborted) return exitCode.interrupted;
  }
  await adviseUnify(session, runs);
  return exitCodeOf(runs);
}
