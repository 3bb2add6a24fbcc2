import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { WeftError } from '@app/snapshot-core';
import { type Draft, draftWeftFile, type StreamSample } from '@app/unify';
import { findSamples } from '../init/find-samples.ts';
import { sampleTenant } from '../init/sample-tenant.ts';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';
import { plural } from '../output/text.ts';
import { withTenant } from '../session.ts';
import { WrongUsage } from '../wrong-usage.ts';

interface Options {
  tenant?: string;
  out: string;
  force?: true;
}

/** `weft init`: a weft.yaml to start from, by the streams that are there. */
export function registerInit(program: Command): void {
  program
    .command('init')
    .description('write a weft.yaml for the streams of a folder, or of a tenant')
    .argument('[dir]', 'sync output, such as <integration>/<stream>[-YYYYMMDDTHHMMSS].csv')
    .option('--tenant <tenant>', 'look at what this tenant has instead')
    .option('--out <file>', 'where to write it; - for standard output', 'weft.yaml')
    .option('--force', 'write over a file that is there')
    .action(init);
}

async function init(dir: string | undefined, { tenant, ...options }: Options): Promise<void> {
  if ((dir === undefined) === (tenant === undefined)) {
    throw new WrongUsage('what to look at is not said', 'Give a folder of sync output, or --tenant.');
  }
  if (tenant === undefined) return write(await findSamples(dir!, note), options);
  return withTenant(tenant, async (session) => write(await sampleTenant(session.db, session.tenant), options));
}

async function write(samples: readonly StreamSample[], { out, force }: Omit<Options, 'tenant'>): Promise<void> {
  const draft = draftWeftFile(samples);
  const printer = openPrinter();
  if (out === '-') return printer.text(draft.text);
  await writeFile(out, draft.text, { flag: force ? 'w' : 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    const there = cause.code === 'EEXIST';
    throw new WeftError(
      'invalid_input',
      there ? `${out} is there already` : `${out} cannot be written: ${cause.message}`,
      there ? 'Give another name with --out, or --force to write over it.' : 'Give another place with --out.',
      { cause },
    );
  });
  await printer.text(summary(draft, out));
}

function summary({ integrations, models: drafted }: Draft, out: string): string {
  const models = drafted.filter(({ sources }) => sources.length > 0);
  const streams = integrations.reduce((sum, each) => sum + each.streams.length, 0);
  const lines = [
    `${out}: ${plural(integrations.length, 'integration')}, ${plural(streams, 'stream')}, ${plural(models.length, 'model')}`,
    ...models.map(({ preset, sources }) => `  ${preset} from ${sources.map(({ source }) => source).join(', ')}`),
    `Read it, correct it, then: weft apply ${out}`,
  ];
  return `${lines.join('\n')}\n`;
}
