import type { Command } from 'commander';
import { rejectRun } from '@app/snapshot-core';
import { parseRun } from '../arguments.ts';
import { openPrinter } from '../output/printer.ts';
import { runSummary } from '../output/run-lines.ts';
import { withTenant } from '../session.ts';

/** `weft reject`: drops the deletes that a run holds; the records stay. */
export function registerReject(program: Command): void {
  program
    .command('reject')
    .description('drop the deletes that a run holds: the records stay')
    .argument('<tenant>')
    .argument('<run>', 'from `weft runs`', parseRun)
    .option('--json', 'a JSON line')
    .action(reject);
}

function reject(name: string, id: number, { json }: { json?: true }): Promise<void> {
  return withTenant(name, async ({ db, tenant }) => {
    const line = await rejectRun(db, tenant, id);
    const printer = openPrinter('go on');
    await (json ? printer.json(line) : printer.text(runSummary(line, 0)));
  });
}
