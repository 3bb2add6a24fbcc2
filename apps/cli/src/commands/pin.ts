import type { Command } from 'commander';
import { forgetPin, getModel, listPinned, pinValue, type PinView, runUnify } from '@app/unify';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';
import { pagedTable } from '../output/paged-table.ts';
import { pages, showPages } from '../output/pages.ts';
import type { Column } from '../output/table.ts';
import { plain } from '../output/text.ts';
import { withTenant } from '../session.ts';
import { WrongUsage } from '../wrong-usage.ts';

interface Options {
  forget?: true;
  by?: string;
  json?: true;
}

/** `weft pin` and `weft pins`: values that people give unified records. */
export function registerPin(program: Command): void {
  program
    .command('pin')
    .description('give a field of a unified record a value that stands whatever its sources say')
    .argument('<tenant>')
    .argument('<model>')
    .argument('<id>', 'of the unified record')
    .argument('<field>')
    .argument('[value...]', 'several for a field with many values')
    .option('--forget', 'take the pin away')
    .option('--by <name>', 'who pins')
    .option('--json', 'a JSON line')
    .action(pin);
  program
    .command('pins')
    .description('what is pinned in a model')
    .argument('<tenant>')
    .argument('<model>')
    .option('--json', 'a JSON line each')
    .action(pins);
}

async function pin(
  tenant: string,
  model: string,
  id: string,
  field: string,
  values: string[],
  { forget, by, json }: Options,
): Promise<void> {
  if ((values.length === 0) !== (forget === true)) {
    throw new WrongUsage('what to pin is not said', 'Say either a value or --forget.');
  }
  await withTenant(tenant, async (session) => {
    const place = { model, id, field };
    const pinned = forget
      ? await forgetPin(session.db, session.tenant, place)
      : await pinValue(session.db, session.tenant, place, values, by);
    const run = await runUnify(session.db, session.tenant, await getModel(session.db, model));
    const printer = openPrinter('go on');
    if (json) return printer.json({ model, ...(pinned ?? { id, field, forgotten: true }), run: run.run });
    const what = pinned === undefined ? 'Forgotten' : `Pinned to ${plain(pinned.value)}`;
    return printer.text(`${what}: ${plain(field)} of ${plain(id)}. Unified records: ${run.updated} updated.\n`);
  });
}

const columns: Column<PinView>[] = [
  { head: 'id', cell: ({ id }) => plain(id), max: 36 },
  { head: 'field', cell: ({ field }) => plain(field), max: 24 },
  { head: 'value', cell: ({ value }) => plain(value), max: 48 },
  { head: 'goes with', cell: ({ ref }) => plain(ref), max: 48 },
  { head: 'by', cell: ({ by }) => plain(by), max: 24 },
  { head: 'at', cell: ({ at }) => at },
];

function pins(tenant: string, model: string, { json }: { json?: true }): Promise<void> {
  return withTenant(tenant, async (session) => {
    const printer = openPrinter();
    const show = json ? (page: PinView[]) => printer.json(...page) : pagedTable(columns, printer);
    const read = (page: { after?: readonly [string, string]; limit: number }) =>
      listPinned(session.db, session.tenant, model, page);
    const all = pages<PinView, readonly [string, string]>(read, ({ ref, field }) => [ref, field]);
    const shown = await showPages(all, show, session.signal);
    if (shown === 0 && !json) note('Nothing is pinned.');
  });
}
