import type { Command } from 'commander';
import { explainPair } from '@app/unify';
import { pairLines } from '../output/pair-lines.ts';
import { openPrinter } from '../output/printer.ts';
import { withTenant } from '../session.ts';

/** `weft why`: why two records are, or are not, one unified record. */
export function registerWhy(program: Command): void {
  program
    .command('why')
    .description('why two records are, or are not, one unified record')
    .argument('<tenant>')
    .argument('<model>')
    .argument('<record>', 'integration.stream:key')
    .argument('<record>', 'the other')
    .option('--json', 'a JSON line')
    .action(why);
}

function why(name: string, model: string, a: string, b: string, { json }: { json?: true }): Promise<void> {
  return withTenant(name, async ({ db, tenant }) => {
    const explained = await explainPair(db, tenant, { model, a, b });
    const printer = openPrinter();
    return json ? printer.json(explained) : printer.text(pairLines(explained));
  });
}
