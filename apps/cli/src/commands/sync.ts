import type { Command } from 'commander';
import { discoverDeliveries, FORM, formatOfName, type RunLine, unifiedSource, WeftError } from '@app/snapshot-core';
import { modelsFedBy } from '@app/unify';
import { explain } from '../boundary.ts';
import { exitCode, exitCodeOf } from '../exit-codes.ts';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';
import { adviseOn, runSummary, sourceOf } from '../output/run-lines.ts';
import { plural } from '../output/text.ts';
import { withSession } from '../session.ts';
import { leaveOutOvertaken } from '../sync/leave-out-overtaken.ts';
import { syncFile } from '../sync/sync-file.ts';
import { syncSinger } from '../sync/sync-singer.ts';
import { unifyModels } from '../sync/unify-models.ts';

/** `weft sync`: a directory of sync output into snapshots, then unified. */
export function registerSync(program: Command): void {
  program
    .command('sync')
    .description('ingest a directory of sync output, oldest first, then unify what it feeds')
    .argument('<dir>', `holds <integration>/${FORM}`)
    .requiredOption('--tenant <tenant>', 'whose data it is; made if it is not there yet')
    .option('--all', 'also files that were ingested before, with newer ones of their streams behind them')
    .option('--json', 'a JSON line for each run')
    .action(sync);
}

async function sync(
  directory: string,
  { tenant, all, json }: { tenant: string; all?: true; json?: true },
): Promise<void> {
  const found = await discoverDeliveries(directory);
  await withSession(async (session) => {
    const files = all ? found : await leaveOutOvertaken(session.db, tenant, found);
    const out = found.length - files.length;
    if (out > 0)
      note(
        `left out: ${plural(out, 'file')} ingested before, of which newer ones were taken since; --all takes them, too`,
      );
    const printer = openPrinter('go on');
    const models = await modelsFedBy(session.db.pool, tenant, files);
    const names = [...files.map(sourceOf), ...models.map(({ name }) => unifiedSource(name))];
    const nameWidth = Math.max(...names.map((name) => name.length));
    const runs: RunLine[] = [];
    const failed = new Set<string>();
    const tell = async (line: RunLine) => {
      await (json ? printer.json(line) : printer.text(runSummary(line, nameWidth)));
      adviseOn(line);
      runs.push(line);
    };

    for (const { paths, integration, stream } of files) {
      const source = sourceOf({ integration, stream });
      if (failed.has(source)) {
        // A later file on top of a missing one would be overtaken by it when that one is delivered again.
        note(`left out: ${paths.join(', ')}, because an earlier file of ${source} failed`);
        continue;
      }
      try {
        const [path] = paths;
        const isSinger = formatOfName(path!) === 'singer';
        if (isSinger) await syncSinger(session, { tenant, integration, path: path! }, { onRun: tell });
        else await tell(await syncFile(session, { tenant, integration, stream, paths }));
        session.signal.throwIfAborted(); // a Singer stream that is interrupted ends as if there was no more of it
      } catch (error) {
        // One stream's bad file keeps nothing from the others.
        if (session.signal.aborted || !(error instanceof WeftError)) throw error;
        process.stderr.write(explain(error));
        failed.add(source);
      }
    }

    // Which streams a Singer stream has is known only now.
    const fed = await modelsFedBy(session.db.pool, tenant, runs);
    if (runs.length > 0) runs.push(...(await unifyModels(session, tenant, fed, { printer, json, nameWidth })));
    if (failed.size === 0) return exitCodeOf(runs);
    note(`${plural(failed.size, 'stream')} failed: ${[...failed].join(', ')}. Correct the files and sync again.`);
    return exitCode.failed;
  });
}
