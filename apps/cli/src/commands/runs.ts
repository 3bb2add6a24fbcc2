import type { Command } from 'commander';
import { listRuns, type RunView } from '@app/snapshot-core';
import { parsePositive } from '../arguments.ts';
import { note } from '../output/note.ts';
import { pagedTable } from '../output/paged-table.ts';
import { pages } from '../output/pages.ts';
import { openPrinter } from '../output/printer.ts';
import { runCounts, sourceOf } from '../output/run-lines.ts';
import type { Column } from '../output/table.ts';
import { moment } from '../output/text.ts';
import { withTenant } from '../session.ts';

/** `weft runs`: what was synced and unified. */
export function registerRuns(program: Command): void {
  program
    .command('runs')
    .description('sync and unify runs of a tenant, newest first')
    .argument('<tenant>')
    .option('--limit <number>', 'end after so many (default: 50, with --json all)', parsePositive)
    .option('--json', 'a JSON line each')
    .action(runs);
}

const FOR_PEOPLE = 50;

const columns: Column<RunView>[] = [
  { head: 'run', cell: ({ run }) => String(run), align: 'right' },
  { head: 'started (UTC)', cell: ({ started_at }) => moment(started_at) },
  { head: 'stream', cell: sourceOf },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'status', cell: ({ status }) => status },
  ...(runCounts as Column<RunView>[]),
];

function runs(
  name: string,
  { json, limit = json ? Infinity : FOR_PEOPLE }: { json?: true; limit?: number },
): Promise<void> {
  return withTenant(name, async ({ db, tenant, signal }) => {
    const printer = openPrinter();
    const show = json ? (page: RunView[]) => printer.json(...page) : pagedTable(columns, printer);
    const read = (page: { after: number | undefined; limit: number }) =>
      listRuns(db, tenant, { before: page.after, limit: page.limit });
    let oldest = Infinity;
    for await (const page of pages<RunView, number>(read, (last) => last.run, limit)) {
      signal.throwIfAborted();
      await show(page);
      oldest = page.at(-1)?.run ?? oldest;
    }
    if (json) return;
    if (oldest === Infinity) note(`Tenant ${name} has no runs yet.`);
    else if ((await listRuns(db, tenant, { before: oldest, limit: 1 })).length > 0) note('Older runs: --limit.');
  });
}
