import type { Command } from 'commander';
import { getRun, type HeldDeleteView, listHeld } from '@app/snapshot-core';
import { parseRun } from '../arguments.ts';
import { note } from '../output/note.ts';
import { pagedTable } from '../output/paged-table.ts';
import { pages, showPages } from '../output/pages.ts';
import { openPrinter } from '../output/printer.ts';
import type { Column } from '../output/table.ts';
import { plain } from '../output/text.ts';
import { withTenant } from '../session.ts';

/** `weft held`: deletes that a run holds back. */
export function registerHeld(program: Command): void {
  program
    .command('held')
    .description('deletes that a run holds until they are approved, or enough full syncs agree')
    .argument('<tenant>')
    .argument('<run>', 'from `weft runs`', parseRun)
    .option('--json', 'a JSON line each, with the whole record')
    .action(held);
}

const columns: Column<HeldDeleteView>[] = [
  { head: 'key', cell: ({ key }) => plain(key), max: 32 },
  { head: 'agreed', cell: ({ agreed }) => String(agreed), align: 'right' },
  { head: 'rejected', cell: ({ rejected }) => (rejected ? 'before' : '') },
  { head: 'record', cell: ({ data }) => plain(JSON.stringify(data)), max: 90 },
];

function held(name: string, id: number, { json }: { json?: true }): Promise<void> {
  return withTenant(name, async ({ db, tenant, signal }) => {
    const { status } = await getRun(db, tenant, id);
    if (status !== 'held' && !json) note(`Run ${id} holds no deletes.`);
    const printer = openPrinter();
    const show = json ? (page: HeldDeleteView[]) => printer.json(...page) : pagedTable(columns, printer);
    await showPages(
      pages<HeldDeleteView, string>(
        (at) => listHeld(db, tenant, id, at),
        (last) => last.key,
      ),
      show,
      signal,
    );
  });
}
