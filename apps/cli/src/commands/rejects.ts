import type { Command } from 'commander';
import { getRun, listRejects, type RejectView } from '@app/snapshot-core';
import { parseRun } from '../arguments.ts';
import { note } from '../output/note.ts';
import { pagedTable } from '../output/paged-table.ts';
import { pages } from '../output/pages.ts';
import { openPrinter } from '../output/printer.ts';
import type { Column } from '../output/table.ts';
import { plain } from '../output/text.ts';
import { withTenant } from '../session.ts';

/** `weft rejects`: records that a run could not take. */
export function registerRejects(program: Command): void {
  program
    .command('rejects')
    .description('records that a run could not take, and why')
    .argument('<tenant>')
    .argument('<run>', 'from `weft runs`', parseRun)
    .option('--json', 'a JSON line each, with the whole raw record')
    .action(rejects);
}

const columns: Column<RejectView>[] = [
  { head: 'line', cell: ({ line }) => String(line), align: 'right' },
  { head: 'key', cell: ({ key }) => plain(key), max: 32 },
  { head: 'reason', cell: ({ reason }) => plain(reason), max: 90 },
  { head: 'record', cell: ({ raw }) => plain(raw), max: 60 },
];

function rejects(name: string, id: number, { json }: { json?: true }): Promise<void> {
  return withTenant(name, async ({ db, tenant, signal }) => {
    const { rejected } = await getRun(db, tenant, id);
    if (rejected === 0 && !json) note(`Run ${id} rejected nothing.`);
    const printer = openPrinter();
    const show = json ? (page: RejectView[]) => printer.json(...page) : pagedTable(columns, printer);
    for await (const page of pages<RejectView, number>(
      (at) => listRejects(db, id, at),
      (last) => last.line,
    )) {
      signal.throwIfAborted();
      await show(page);
    }
  });
}
