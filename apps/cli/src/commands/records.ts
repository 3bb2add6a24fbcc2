import type { Command } from 'commander';
import {
  getSnapshotTable,
  readRecord,
  readRecordAsOf,
  readRecords,
  readRecordsAsOf,
  type RecordView,
  type SnapshotTable,
  WeftError,
} from '@app/snapshot-core';
import { asOfOption, parseStreamName, type StreamName } from '../arguments.ts';
import { csvLine } from '../output/csv.ts';
import { pages, showPages } from '../output/pages.ts';
import { openPrinter, type Printer } from '../output/printer.ts';
import { recordTable } from '../output/record-table.ts';
import { properties } from '../output/table.ts';
import { quoted } from '../output/text.ts';
import { withTenant } from '../session.ts';
import { WrongUsage } from '../wrong-usage.ts';

interface Options {
  key?: string;
  asOf?: number;
  json?: true;
  csv?: true;
}

/** `weft records`: the snapshot of a stream. */
export function registerRecords(program: Command): void {
  program
    .command('records')
    .description('current state of a stream')
    .argument('<tenant>')
    .argument('<stream>', 'integration.stream, or unified.model', parseStreamName)
    .option('--key <key>', 'only the record with this key')
    .addOption(asOfOption())
    .option('--json', 'a JSON line each')
    .option('--csv', 'CSV as Weft reads it: an empty field is null, a quoted one the empty string')
    .action(records);
}

async function records(tenantName: string, { integration, stream }: StreamName, options: Options): Promise<void> {
  checkForm(options);
  await withTenant(tenantName, async ({ db, tenant, signal }) => {
    const snapshot = asShown(await getSnapshotTable(db, tenant, integration, stream), options);
    const printer = openPrinter();
    const show = await showRecords(snapshot, printer, options);
    const { key, asOf } = options;
    if (key !== undefined) {
      const record = await (asOf === undefined
        ? readRecord(db, snapshot, key)
        : readRecordAsOf(db, tenant, snapshot, asOf, key));
      if (!record) throw unknownRecord(tenantName, snapshot.source, key);
      return show([record]);
    }
    const read = (page: { after: string | undefined; limit: number }) =>
      asOf === undefined ? readRecords(db, snapshot, page) : readRecordsAsOf(db, tenant, snapshot, asOf, page);
    await showPages(
      pages<RecordView, string>(read, (last) => last.key),
      show,
      signal,
    );
  });
}

/** At most one form of output. */
export function checkForm({ json, csv }: { json?: true; csv?: true }): void {
  if (json && csv) throw new WrongUsage('--json and --csv exclude each other', 'Leave one of them out.');
}

export const unknownRecord = (tenant: string, source: string, key: string): WeftError =>
  new WeftError(
    'unknown_record',
    `${source} of tenant "${tenant}" has no record "${key}"`,
    `Keys are compared letter by letter; \`weft records ${tenant} ${source}\` lists them.`,
  );

/** Without what Weft keeps for itself; for CSV with every value as the text that it is stored as. */
function asShown(snapshot: SnapshotTable, { csv }: Options): SnapshotTable {
  const columns = snapshot.columns.filter((column) => !column.silent);
  return { ...snapshot, columns: csv ? columns.map((column) => ({ ...column, type: 'string' })) : columns };
}

async function showRecords(
  snapshot: SnapshotTable,
  printer: Printer,
  { key, json, csv }: Options,
): Promise<(page: RecordView[]) => Promise<void>> {
  const names = snapshot.columns.map(({ name }) => name);
  if (json) return (page) => printer.json(...page);
  if (csv) {
    await printer.text(csvLine(names));
    return (page) => printer.text(page.map(({ data }) => csvLine(names.map((name) => data[name] as string))).join(''));
  }
  if (key !== undefined) return (page) => printer.text(page.map(oneRecord).join(''));
  return recordTable(names, printer);
}

const oneRecord = (record: RecordView): string =>
  properties([
    ...Object.entries(record.data).map(([name, value]) => [name, quoted(value)] as const),
    ['created by', record.created_seq === null ? 'a change that was pruned' : `change ${record.created_seq}`],
    ['last changed by', `change ${record.changed_seq}`],
  ]);
