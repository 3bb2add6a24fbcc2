import { type Command, Option } from 'commander';
import { getRun, listRejects, listRunsWithRejects, type RejectView, type RunWithRejects } from '@app/snapshot-core';
import { parsePositive, parseRun } from '../arguments.ts';
import { csvLine } from '../output/csv.ts';
import { note } from '../output/note.ts';
import { pagedTable } from '../output/paged-table.ts';
import { pages, showPages } from '../output/pages.ts';
import { openPrinter, type Printer } from '../output/printer.ts';
import { sourceOf } from '../output/run-lines.ts';
import type { Column } from '../output/table.ts';
import { count, plain } from '../output/text.ts';
import { exportFiles, exportRaw } from '../rejects/export-files.ts';
import { type Session, withTenant } from '../session.ts';
import { WrongUsage } from '../wrong-usage.ts';

interface Options {
  open?: true;
  part?: number;
  json?: true;
  jsonl?: true;
  csv?: true;
  raw?: true;
  export?: string;
}

/** `weft rejects`: records that a run could not take. */
export function registerRejects(program: Command): void {
  const forms = ['json', 'jsonl', 'csv', 'raw', 'export'];
  const form = (name: string, description: string) =>
    new Option(`--${name}`, description).conflicts(forms.filter((other) => other !== name.split(' ')[0]));
  program
    .command('rejects')
    .description('records that a run could not take, and why; without a run, the runs that have open ones')
    .argument('<tenant>')
    .argument('[run]', 'from `weft rejects TENANT` or `weft runs TENANT`', parseRun)
    .option('--open', 'only those that no later run has taken')
    .addOption(form('json', 'a JSON line each, with the whole raw record'))
    .addOption(form('jsonl', 'the same'))
    .addOption(form('csv', 'the same as CSV'))
    .addOption(form('raw', 'their bytes, to correct and deliver with `weft ingest FILE --fixes RUN`'))
    .addOption(
      form('export <dir>', 'the same as files in a directory, one for each header and format that the run had'),
    )
    .option('--part <number>', 'with --raw: those of one header and format, where the run had several', parsePositive)
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

const runColumns: Column<RunWithRejects>[] = [
  { head: 'run', cell: ({ run }) => String(run), align: 'right' },
  { head: 'stream', cell: sourceOf },
  { head: 'open', cell: ({ open }) => count(open), align: 'right' },
  { head: 'delivery', cell: ({ delivery }) => plain(delivery), max: 50 },
  { head: 'the first, because', cell: ({ reason }) => plain(reason), max: 90 },
];

const NAMES = ['id', 'line', 'key', 'reason', 'state', 'resolved_by', 'raw'] as const;

async function rejects(name: string, id: number | undefined, options: Options): Promise<void> {
  if (options.part !== undefined && !options.raw) {
    throw new WrongUsage('--part goes with --raw', `Write a file for each part with --export DIR, or add --raw.`);
  }
  if (id === undefined && (options.csv || options.raw || options.export !== undefined)) {
    throw new WrongUsage('no run is named', `\`weft rejects ${name}\` shows the runs that have open rejects.`);
  }
  await withTenant(name, async (session) => {
    if (id === undefined) return showRuns(session, options);
    const run = await getRun(session.db, session.tenant, id);
    if (options.raw) return exportRaw(session.db, run, options);
    if (options.export !== undefined) return exportFiles(session.db, run, { ...options, directory: options.export });
    return showRejects(session, run, options);
  });
}

type TenantSession = Parameters<Parameters<typeof withTenant>[1]>[0];

async function showRuns({ db, tenant, signal }: TenantSession, { json, jsonl }: Options): Promise<void> {
  const printer = openPrinter();
  const show = json || jsonl ? (page: RunWithRejects[]) => printer.json(...page) : pagedTable(runColumns, printer);
  let last: number | undefined;
  for await (const page of pages<RunWithRejects, number>(
    ({ after, limit }) => listRunsWithRejects(db, tenant, { before: after, limit }),
    ({ run }) => run,
  )) {
    signal.throwIfAborted();
    await show(page);
    last ??= page[0]!.run;
  }
  if (json || jsonl) return;
  note(
    last === undefined
      ? `Tenant ${tenant.name} has no open rejects.`
      : `Look at those of a run with \`weft rejects ${tenant.name} ${last}\`.`,
  );
}

async function showRejects(
  { db, signal }: Pick<Session, 'db' | 'signal'>,
  { run, rejected }: { run: number; rejected: number },
  options: Options,
): Promise<void> {
  const printer = openPrinter();
  const show = await pagePrinter(printer, options);
  if (rejected === 0 && !options.json) note(`Run ${run} rejected nothing.`);
  await showPages(
    pages<RejectView, number>(
      (at) => listRejects(db, run, { ...at, open: options.open }),
      (last) => last.id,
    ),
    show,
    signal,
  );
}

async function pagePrinter(printer: Printer, { json, jsonl, csv }: Options) {
  if (json || jsonl) return (page: RejectView[]) => printer.json(...page);
  if (!csv) return pagedTable(columns, printer);
  await printer.text(csvLine(NAMES));
  return (page: RejectView[]) =>
    printer.text(page.map((reject) => csvLine(NAMES.map((name) => textOf(reject[name])))).join(''));
}

const textOf = (value: string | number | null): string | null => (value === null ? null : String(value));
