import { access } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { openSecrets, readAdminKey, readConfig, WeftError } from '@app/snapshot-core';
import { explain } from '../boundary.ts';
import { interruptible } from '../interruption.ts';
import { exitCode } from '../exit-codes.ts';
import { note } from '../output/note.ts';
import { style } from '../output/style.ts';
import { properties } from '../output/table.ts';
import { openSession } from '../session.ts';
import { applyFile } from '../up/apply-file.ts';
import { untilAborted, whileAppsLive } from '../up/apps-together.ts';
import type { AppName } from '../up/apps.ts';
import { forwardLines, startApp } from '../up/child-app.ts';
import { addressOf, checkedPort } from '../up/ports.ts';
import { untilReady } from '../up/until-ready.ts';

const WEFT_FILE = './weft.yaml';

/** `weft up`: everything that serves, in the foreground. */
export function registerUp(program: Command): void {
  program
    .command('up')
    .description('run the API and the worker until Ctrl-C; reads ./weft.yaml if there')
    .addOption(new Option('--only <app>', 'run one of them').choices(['api', 'worker']))
    .action(up);
}

async function up({ only }: { only?: AppName }): Promise<void> {
  const names: AppName[] = only ? [only] : ['api', 'worker'];
  process.exitCode = await interruptible(async (signal) => {
    const config = readConfig();
    const port = names.includes('api') ? await checkedPort(config.host, config.port) : config.port;
    // Held to the end, so that an embedded server starts once and stops last.
    const { db } = await openSession(config, signal);
    try {
      await applyWhatIsThere(db);
      const admin = await readAdminKey(config);
      const secret = await openSecrets(db, config).key().catch(sayUnusable);
      const apps = names.map((name) => startApp(name, { PORT: String(port) }, forwardLines(name)));
      await whileAppsLive(apps, signal, async (alive) => {
        if (names.includes('api')) {
          const address = addressOf(config.host, port);
          await untilReady(address, alive);
          note(`\n${style.good('Weft is up.', process.stderr)} Ctrl-C stops it.`);
          note(properties([...whereToGo(address, admin), ...whereSecretKey(secret)], '  '));
        }
        await untilAborted(alive);
      });
    } catch (error) {
      // Ctrl-C is how it ends.
      if (!signal.aborted) throw error;
      note('Stopped.');
    } finally {
      await db.close();
    }
    return exitCode.done;
  });
}

async function applyWhatIsThere(db: Parameters<typeof applyFile>[0]): Promise<void> {
  const there = await access(WEFT_FILE).then(
    () => true,
    () => false,
  );
  if (!there) return;
  await applyFile(db, WEFT_FILE);
  note(`Applied ${WEFT_FILE}.`);
}

/** Everything but secrets works without their key. */
function sayUnusable(error: unknown): undefined {
  if (!(error instanceof WeftError)) throw error;
  process.stderr.write(explain(error));
}

/** The key itself is not shown: nobody has to type it, and terminals keep what they showed. */
function whereSecretKey(secret: { generated: boolean; path: string | undefined } | undefined): [string, string][] {
  if (!secret?.generated || secret.path === undefined) return [];
  return [['secret key', `made, kept in ${secret.path}: keep a copy, what it encrypts is lost without it`]];
}

function whereToGo(address: string, admin: Awaited<ReturnType<typeof readAdminKey>>): (readonly [string, string])[] {
  const kept = admin.path === undefined ? 'the one in WEFT_ADMIN_KEY' : `in ${admin.path}`;
  return [
    ['address', `${address}/v1`],
    ['docs', `${address}/docs`],
    ['admin key', admin.generated ? `${admin.key}  (shown this once; kept ${kept})` : kept],
  ];
}
