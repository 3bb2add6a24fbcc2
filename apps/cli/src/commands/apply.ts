import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { type AppliedLine, applyWeftFile, planSettings } from '@app/unify';
import { parseNumber, parsePositive } from '../arguments.ts';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';
import { style } from '../output/style.ts';
import { type Column, table } from '../output/table.ts';
import { plural } from '../output/text.ts';
import { withSession } from '../session.ts';
import { readWeftFile } from '../up/apply-file.ts';
import { showPlan } from './apply-plan.ts';

interface Options {
  plan?: true;
  tenant?: string;
  tenants: number;
  samples: number;
  json?: true;
}

/** `weft apply`: integrations, sources and models from a weft.yaml. */
export function registerApply(program: Command): void {
  program
    .command('apply')
    .description('declare integrations, sources, schedules and models; the worker unifies what changed models concern')
    .argument('<file>', 'such as weft.yaml')
    .option('--plan', 'show what would change, down to each unified record; write nothing')
    .option('--tenant <tenant>', 'of a plan: only this one')
    .option('--tenants <n>', 'of a plan: most tenants to unify for each model', parsePositive, 20)
    .option('--samples <n>', 'of a plan: most changes of each kind to show', parseNumber, 3)
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

function apply(path: string, options: Options): Promise<void> {
  return withSession(async (session) => {
    const file = await readWeftFile(path);
    const { plan, json } = options;
    // Looked at before, since applying makes it so.
    const settings = plan ? await planSettings(session.db, file) : [];
    const lines = await applyWeftFile(session.db, file, dirname(resolve(path)), { plan });
    const printer = openPrinter('go on');
    await (json ? printer.json(...lines) : printer.text(table(columns, lines, { heads: false })));
    for (const { name, warnings = [] } of lines) {
      for (const warning of warnings) note(`${style.warning('note:', process.stderr)} model ${name}, ${warning}`);
    }
    if (plan) return showPlan(session, printer, { file, lines, settings }, options);
    const tenants = lines.reduce((sum, line) => sum + (line.tenants ?? 0), 0);
    if (tenants > 0 && !json)
      note(`${plural(tenants, 'unify run')} queued: a worker brings unified records up to date.`);
    return undefined;
  });
}
