import type { Command } from 'commander';
import {
  expandRelations,
  getUnified,
  readUnified,
  shownFields,
  shownModel,
  type UnifiedModel,
  type UnifiedView,
} from '@app/unify';
import { asOfOption } from '../arguments.ts';
import { csvLine } from '../output/csv.ts';
import { pages, showPages } from '../output/pages.ts';
import { openPrinter, type Printer } from '../output/printer.ts';
import { recordTable } from '../output/record-table.ts';
import { unifiedLines } from '../output/unified-lines.ts';
import { plain, recordRef } from '../output/text.ts';
import { withTenant } from '../session.ts';
import { WrongUsage } from '../wrong-usage.ts';
import { checkForm } from './records.ts';

interface Options {
  id?: string;
  asOf?: number;
  expand?: string;
  json?: true;
  csv?: true;
}

/** `weft unified`: unified records and where their values come from. */
export function registerUnified(program: Command): void {
  program
    .command('unified')
    .description('unified records of a model')
    .argument('<tenant>')
    .argument('<model>')
    .option('--id <id>', 'only this one, with the origin of each value; an id that was merged away is followed')
    .addOption(asOfOption())
    .option('--expand <relations>', 'with --json: the records that these relations lead to, too, parted by commas')
    .option('--json', 'a JSON line each, with sources and provenance')
    .option('--csv', 'CSV: the id, the fields, the source records')
    .action(unified);
}

async function unified(name: string, modelName: string, options: Options): Promise<void> {
  checkForm(options);
  if (options.expand !== undefined && !options.json) {
    throw new WrongUsage('--expand shows whole records, which only --json can', 'Add --json.');
  }
  await withTenant(name, async ({ db, tenant, signal }) => {
    const model = await shownModel(db.pool, tenant, modelName);
    const printer = openPrinter();
    const relations = (options.expand?.split(',') ?? []).map((relation) => relation.trim());
    const showPage = await showUnified(model, printer, options);
    const show = async (page: UnifiedView[]) => showPage(await expandRelations(db, tenant, model, page, relations));
    if (options.id !== undefined) return show([await getUnified(db, tenant, model, options.id, options.asOf)]);
    const read = (page: { after: string | undefined; limit: number }) =>
      readUnified(db, tenant, model, page, options.asOf);
    await showPages(
      pages<UnifiedView, string>(read, (last) => last.id),
      show,
      signal,
    );
    return undefined;
  });
}

async function showUnified(
  model: UnifiedModel,
  printer: Printer,
  { id, json, csv }: Options,
): Promise<(page: UnifiedView[]) => Promise<void>> {
  const fields = shownFields(model);
  if (json) return (page) => printer.json(...page);
  if (csv) {
    await printer.text(csvLine(['id', ...fields, 'sources']));
    return (page) => printer.text(page.map((record) => csvLine(csvValues(record, fields))).join(''));
  }
  if (id !== undefined) return (page) => printer.text(page.map((record) => unifiedLines(record)).join('\n'));
  const show = recordTable([...fields, 'sources'], printer);
  return (page) =>
    show(page.map((record) => ({ key: record.id, data: { ...record.data, sources: sourcesOf(record) } })));
}

const sourcesOf = (record: UnifiedView): string => record.sources.map(recordRef).join(' ');

function csvValues(record: UnifiedView, fields: readonly string[]): (string | null)[] {
  const values = fields.map((field) => (record.data[field] == null ? null : plain(record.data[field])));
  return [record.id, ...values, sourcesOf(record)];
}
