import type { Command } from 'commander';
import { pruneChanges } from '@app/snapshot-core';
import { parseNumber } from '../arguments.ts';
import { openPrinter } from '../output/printer.ts';
import { count } from '../output/text.ts';
import { withTenant } from '../session.ts';

const DAY_MS = 86_400_000;

/** `weft prune`: forgets old changes. */
export function registerPrune(program: Command): void {
  program
    .command('prune')
    .description('forget changes and rejected records older than some days; records stay as they are')
    .argument('<tenant>')
    .requiredOption('--days <n>', 'changes of the last n days stay', parseNumber)
    .option('--json', 'a JSON line')
    .action(prune);
}

function prune(name: string, { days, json }: { days: number; json?: true }): Promise<void> {
  return withTenant(name, async ({ db, tenant, signal }) => {
    const before = new Date(Date.now() - days * DAY_MS);
    const pruned = await pruneChanges(db, tenant, before, () => signal.throwIfAborted());
    const printer = openPrinter('go on');
    await (json
      ? printer.json({ tenant: name, ...pruned })
      : printer.text(
          `${count(pruned.changes)} changes and ${count(pruned.rejects)} rejected records pruned; the oldest change kept is ${pruned.oldest}\n`,
        ));
  });
}
