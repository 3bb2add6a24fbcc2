import type { Command } from 'commander';
import { trainModel, type TrainingReport, type WeightsMeasure } from '@app/unify';
import { openPrinter } from '../output/printer.ts';
import { pagedTable } from '../output/paged-table.ts';
import type { Column } from '../output/table.ts';
import { withTenant } from '../session.ts';

interface Options {
  use?: true;
  json?: true;
}

/** `weft train`: weights by what people decided. */
export function registerTrain(program: Command): void {
  program
    .command('train')
    .description("learn a model's weights anew, with what people decided, and measure them")
    .argument('<tenant>')
    .argument('<model>')
    .option('--use', 'put the best weights in place, if they are better, and unify everything under them')
    .option('--json', 'a JSON line')
    .action(train);
}

type Row = WeightsMeasure & { weights: string };

const columns: Column<Row>[] = [
  { head: 'weights', cell: ({ weights }) => weights },
  { head: 'matched', cell: ({ matched }) => String(matched), align: 'right' },
  { head: 'false matches', cell: ({ false_matches }) => String(false_matches), align: 'right' },
  { head: 'missed', cell: ({ missed }) => String(missed), align: 'right' },
  { head: 'surprise', cell: ({ surprise }) => `${surprise.toFixed(3)} bits`, align: 'right' },
];

function train(name: string, model: string, { use, json }: Options): Promise<void> {
  return withTenant(name, async ({ db, tenant, signal }) => {
    const report = await trainModel(db, tenant, model, { use: use === true, signal });
    const printer = openPrinter(use ? 'go on' : undefined);
    if (json) return printer.json(report);
    const { decisions, current, relearnt, refined } = report;
    await printer.text(
      `Measured on ${decisions.same} pairs decided to be the same and ${decisions.different} different:\n`,
    );
    await pagedTable(
      columns,
      printer,
    )([
      { weights: 'in use', ...current },
      { weights: 'learnt anew', ...relearnt },
      { weights: 'moved towards the decisions', ...refined },
    ]);
    return printer.text(`${conclusion(report, use === true)}\n`);
  });
}

function conclusion({ best, used }: TrainingReport, use: boolean): string {
  if (best === 'current') return 'The weights in use stay: none are clearly better.';
  const which = best === 'refined' ? 'The weights moved towards the decisions' : 'The weights learnt anew';
  if (used) return `${which} are in use now.`;
  return `${which} are better${use ? '' : '; put them in place with --use'}.`;
}
