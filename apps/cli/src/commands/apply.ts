import type { Command } from 'commander';
import type { AppliedLine } from '@app/unify';
import { openPrinter } from '../output/printer.ts';
import { style } from '../output/style.ts';
import { type Column, table } from '../output/table.ts';
import { withSession } from '../session.ts';
import { applyFile } from '../up/apply-file.ts';

interface Options {
  plan?: true;
  json?: true;
}

/** `weft apply`: integrations, sources and models from a weft.yaml. */
export function registerApply(program: Command): void {
  program
    .command('apply')
    .description('declare integrations, sources, schedules and models')
    .argument('<file>', 'such as weft.yaml')
    .option('--plan', 'show what would change; write nothing')
    .option('--json', 'a JSON line for each')
    .action(apply);
}

const shown: Record<AppliedLine['change'], (text: string) => string> = {
  created: style.good,
  updated: style.warning,
  deleted: style.problem,
  unchanged: style.faint,
};

const columns: Column<AppliedLine>[] = [
  { head: 'change', cell: ({ change }) => shown[change](change) },
  { head: 'what', cell: ({ what }) => what },
  { head: 'name', cell: ({ name }) => name },
];

function apply(path: string, { plan, json }: Options): Promise<void> {
  return withSession(async ({ db }) => {
    const lines = await applyFile(db, path, { plan });
    const printer = openPrinter('go on');
    await (json ? printer.json(...lines) : printer.text(table(columns, lines, { heads: false })));
  });
}
