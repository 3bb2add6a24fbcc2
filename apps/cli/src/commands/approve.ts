import type { Command } from 'commander';
import { approveRun } from '@app/snapshot-core';
import { parseRun } from '../arguments.ts';
import { openPrinter } from '../output/printer.ts';
import { runSummary } from '../output/run-lines.ts';
import { withTenant } from '../session.ts';
import { adviseUnify } from '../sync/advise-unify.ts';
import { askToUnify } from '../sync/ask-to-unify.ts';

/** `weft approve`: publishes the deletes that a run holds. */
export function registerApprove(program: Command): void {
  program
    .command('approve')
    .description('publish the deletes that a run holds')
    .argument('<tenant>')
    .argument('<run>', 'from `weft runs`', parseRun)
    .option('--json', 'a JSON line')
    .action(approve);
}

function approve(name: string, id: number, { json }: { json?: true }): Promise<void> {
  return withTenant(name, async ({ db, tenant }) => {
    const line = await approveRun(db, tenant, id, { onPublished: askToUnify });
    const printer = openPrinter('go on');
    await (json ? printer.json(line) : printer.text(runSummary(line, 0)));
    await adviseUnify({ db }, [line]);
  });
}
