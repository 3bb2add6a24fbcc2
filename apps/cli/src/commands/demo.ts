import type { Command } from 'commander';
import { openWeft, prepareQueue, readAdminKey } from '@app/snapshot-core';
import { namesDatabase, readDemoConfig } from '../config.ts';
import { apiClient } from '../demo/api-client.ts';
import { openAppLog } from '../demo/app-log.ts';
import { freshHome } from '../demo/home.ts';
import { nextSteps } from '../demo/next-steps.ts';
import { play } from '../demo/play.ts';
import { makeWorkspace } from '../demo/workspace.ts';
import { exitCode } from '../exit-codes.ts';
import { interruptible } from '../interruption.ts';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';
import { style } from '../output/style.ts';
import { duration } from '../output/text.ts';
import { applyFile } from '../up/apply-file.ts';
import { untilAborted, whileAppsLive } from '../up/apps-together.ts';
import type { AppName } from '../up/apps.ts';
import { startApp } from '../up/child-app.ts';
import { addressOf, checkedPort, nextFreePort } from '../up/ports.ts';
import { untilReady } from '../up/until-ready.ts';

/** `weft demo`: the sample workspace, played on a database of its own. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('play the sample workspace: two tenants, two syncs, unified; leaves the server running')
    .option('--once', 'stop everything at the end')
    .action(demo);
}

/** The first demo's; each further one that runs looks from the next on, so that two that start at once do not collide. */
const FIRST_PORT = 3000;
const apps: AppName[] = ['api', 'worker'];

async function demo({ once }: { once?: true }): Promise<void> {
  process.exitCode = await interruptible(async (signal) => {
    const started = Date.now();
    const config = readDemoConfig();
    const given = config.port === undefined ? undefined : await checkedPort(config.host, config.port);
    const { home, number } = await freshHome(config.home);
    const port = given ?? (await nextFreePort(config.host, FIRST_PORT + number - 1));
    if (namesDatabase()) note('DATABASE_URL is left alone: the demo uses a Postgres of its own.');
    const workspace = await makeWorkspace(home);
    const db = await openWeft({ databaseUrl: undefined, home }, { poolSize: 3, onProgress: note });
    let told = false;
    const logs = apps.map((name) => openAppLog(home, name));
    try {
      await prepareQueue(db);
      await applyFile(db, workspace.weftFile);
      const { key } = await readAdminKey({ adminKey: undefined, home });
      const environment = { DATABASE_URL: undefined, WEFT_ADMIN_KEY: undefined, WEFT_HOME: home, PORT: String(port) };
      const running = apps.map((name, index) => startApp(name, environment, logs[index]!.sinks));
      await whileAppsLive(running, signal, async (alive) => {
        const address = addressOf(config.host, port);
        await untilReady(address, alive);
        const api = apiClient(address, key, alive);
        const printer = openPrinter('go on');
        const { tenant, customer } = await play({ db, api, workspace, printer, signal: alive });
        const took = duration(Date.now() - started);
        if (once) {
          note(
            `\n${style.good('Done', process.stderr)} in ${took}. Without --once the server goes on running, for you to query.`,
          );
          return;
        }
        const place = { address, key, home, databaseUrl: db.url };
        await printer.text(`\n${style.head('Try it:')} it all took ${took}, and goes on running\n`);
        await printer.text(await nextSteps(api, tenant, customer, place));
        await printer.text(`\n${style.good('Weft runs')} at ${address} with key ${key}\nCtrl-C stops it.\n`);
        told = true;
        await untilAborted(alive);
      });
    } catch (error) {
      if (!signal.aborted) process.stderr.write(logs.map((log) => log.last()).join(''));
      // Once the story is told, Ctrl-C is how it ends.
      if (!told || !signal.aborted) throw error;
      note('\nStopped.');
    } finally {
      await db.close();
      for (const log of logs) log.close();
    }
    return exitCode.done;
  });
}
