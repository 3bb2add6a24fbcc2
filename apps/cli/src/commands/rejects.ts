import { type Command, Option } from 'commander';
import { type Database, exportRejects, getRun, listRejects, type RejectView } from '@app/snapshot-core';
import { parseRun } from '../arguments.ts';
import { csvLine } from '../output/csv.ts';
import { note } from '../output/note.ts';
import { pagedTable } from '../output/paged-table.ts';
import { pages } from '../output/pages.ts';
import { openPrinter, type Printer } from '../output/printer.ts';
import type { Column } from '../output/table.ts';
import { plain } from '../output/text.ts';
import { withTenant } from '../session.ts';

interface Options {
  open?: true;
  json?: true;
  jsonl?: true;
  csv?: true;
  raw?: true;
}

/** `weft rejects`: records that a run could not take. */
export function registerRejects(program: Command): void {
  const forms = ['json', 'jsonl', 'csv', 'raw'];
  const form = (name: string, description: string) =>
    new Option(`--${name}`, description).conflicts(forms.filter((other) => other !== name));
  program
    .command('rejects')
    .description('records that a run could not take, and why')
    .argument('<tenant>')
    .argument('<run>', 'from `weft runs`', parseRun)
    .option('--open', 'only those that no later run has taken')
    .addOption(form('json', 'a JSON line each, with the whole raw record'))
    .addOption(form('jsonl', 'the same'))
    .addOption(form('csv', 'the same as CSV'))
    .addOption(form('raw', 'their bytes, to correct and deliver with `weft ingest FILE --fixes RUN`'))
    .action(rejects);
}

const columns: Column<RejectView>[] = [
  {
    head: 'line',
    cell: ({ file, line }) => (file === undefined ? String(line) : `${plain(file)}:${line}`),
    align: 'right',
  },
  { head: 'state', cell: ({ state, resolved_by }) => (resolved_by === null ? state : `run ${resolved_by}`) },
  { head: 'key', cell: ({ key }) => plain(key), max: 32 },
  { head: 'reason', cell: ({ reason }) => plain(reason), max: 90 },
  { head: 'record', cell: ({ raw }) => plain(raw), max: 60 },
];

const NAMES = ['id', 'line', 'key', 'reason', 'state', 'resolved_by', 'raw'] as const;

function rejects(name: string, id: number, options: Options): Promise<void> {
  return withTenant(name, async ({ db, tenant, signal }) => {
    const { rejected } = await getRun(db, tenant, id);
    if (options.raw) return writeRaw(db, id, options);
    const printer = openPrinter();
    const show = await pagePrinter(printer, options);
    if (rejected === 0 && !options.json) note(`Run ${id} rejected nothing.`);
    for await (const page of pages<RejectView, number>(
      (at) => listRejects(db, id, { ...at, open: options.open }),
      (last) => last.id,
    )) {
      signal.throwIfAborted();
      await show(page);
    }
  });
}

async function pagePrinter(printer: Printer, { json, jsonl, csv }: Options) {
  if (json || jsonl) return (page: RejectView[]) => printer.json(...page);
  if (!csv) return pagedTable(columns, printer);
  await printer.text(csvLine(NAMES));
  return (page: RejectView[]) =>
    printer.text(page.map((reject) => csvLine(NAMES.map((name) => textOf(reject[name])))).join(''));
}

const textOf = (value: string | number | null): string | null => (value === null ? null : String(value));

/** Bytes as they came, which text might alter. */
async function writeRaw(db: Database, id: number, { open }: Options): Promise<void> {
  const printer = openPrinter();
  for await (const bytes of exportRejects(db, id, open)) await printer.text(bytes);
}
