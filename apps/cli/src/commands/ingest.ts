import { stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import {
  type Contract,
  contracts,
  type DeleteLimit,
  fixedRun,
  FORM,
  getTenant,
  type Format,
  formats,
  type MergeMode,
  type PlannedChange,
  type RejectLimit,
  type RunLine,
  type Scope,
  type StreamSettings,
  type SyncKind,
  syncKinds,
} from '@app/snapshot-core';
import {
  collectConditions,
  parseKey,
  parseLimit,
  parseMerge,
  parseNames,
  parseRatio,
  parseRejects,
  parseRelease,
  parseRun,
  parseDelimiterOption,
  parseFormat,
  parseEncodingOption,
  parseQuoteOption,
  parseScopeOption,
  type StreamName,
} from '../arguments.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { areSinger, ingestSinger, singerFiles } from './ingest-singer.ts';
import { changeLines } from '../output/change-lines.ts';
import { PAGE_SIZE } from '../output/pages.ts';
import { openPrinter, type Printer } from '../output/printer.ts';
import { adviseOn, runSummary, sourceOf } from '../output/run-lines.ts';
import { type Session, withSession } from '../session.ts';
import { adviseUnify } from '../sync/advise-unify.ts';
import { askToUnify } from '../sync/ask-to-unify.ts';
import { deliveriesOfPaths } from '../sync/deliveries-of-paths.ts';
import { type FileSync, planFile, syncFile } from '../sync/sync-file.ts';
import { WrongUsage } from '../wrong-usage.ts';

interface Options {
  tenant: string;
  integration?: string;
  stream?: string;
  key?: string[];
  kind?: SyncKind;
  merge?: MergeMode;
  scope?: Scope;
  versionColumn?: string;
  drop?: string[];
  ignore?: string[];
  deletedWhen?: Record<string, string>;
  deleteLimit?: DeleteLimit;
  releaseAfter?: number | 'none';
  contract?: Contract;
  rejectLimit?: RejectLimit;
  unpackRatio?: number | 'none';
  fixes?: number;
  format?: Format;
  delimiter?: string;
  quote?: string;
  encoding?: string;
  plan?: true;
  json?: true;
}

/** `weft ingest`: sync output into snapshots. */
export function registerIngest(program: Command): void {
  program
    .command('ingest')
    .description('ingest files of sync output in the order given; with --stream, or of one time, several are one run')
    .argument('<path...>', `<integration>/${FORM}, or - for standard input`)
    .requiredOption('--tenant <tenant>', 'whose data it is; made if it is not there yet')
    .option('--integration <name>', 'the system it comes from (default: the directory)')
    .option('--stream <name>', 'the record type (default: the file name up to its time)')
    .option('--key <columns>', 'column or columns of the record key, such as Id,Line, or none', parseKey)
    .addOption(new Option('--kind <kind>', 'full: what is missing was deleted').choices(syncKinds))
    .option('--merge <mode>', 'patch, fill, replace or append: what a record does to the stored one', parseMerge)
    .option('--scope <condition>', 'what a full sync covers, such as "Date>=2025-05-01"', parseScopeOption)
    .option('--version-column <column>', 'an older version never overwrites a newer')
    .option('--drop <columns>', 'columns that are never stored, such as A,B', parseNames)
    .option('--ignore <columns>', 'columns that make no change by themselves, such as A,B', parseNames)
    .option('--deleted-when <condition>', 'a record like this is deleted, such as IsDeleted=true', collectConditions)
    .option('--delete-limit <limit>', 'hold the deletes above 20%, "20% over 50", 100 or none', parseLimit)
    .option('--release-after <n>', 'held deletes happen when n further full syncs agree (3), or none', parseRelease)
    .option('--reject-limit <limit>', 'fail above 10%, 1000, "10% or 1000" or none (10% over 10 or 1000)', parseRejects)
    .option('--unpack-ratio <n>', 'refuse gzip that unpacks to more than n times its size (200), or none', parseRatio)
    .option(
      '--fixes <run>',
      'the rejected records of this run, corrected: takes them and marks them resolved',
      parseRun,
    )
    .addOption(
      new Option('--contract <contract>', 'what becomes of other columns than the stream has').choices(contracts),
    )
    .option('--format <format>', `${formats.join(', ')} (default: as the name says, or the content)`, parseFormat)
    .option('--delimiter <character>', 'what separates fields of CSV, or tab (default: detected)', parseDelimiterOption)
    .option('--quote <character>', 'what quotes fields of CSV (default: ")', parseQuoteOption)
    .option(
      '--encoding <name>',
      'such as windows-1252 (default: UTF-8, or as the byte order mark says)',
      parseEncodingOption,
    )
    .option('--plan', 'show what would change; write nothing')
    .option('--json', 'a JSON line each')
    .action(ingest);
}

async function ingest(paths: string[], options: Options): Promise<void> {
  await refuseDirectories(paths, options.tenant);
  if (areSinger(paths, options)) {
    const files = singerFiles(paths, options, settingsOf(options));
    return withSession((session) => ingestSinger(session, files, options));
  }
  if (options.fixes === undefined) deliveriesOfPaths(paths, options); // before anything is opened
  await withSession(async (session) => {
    const told = await streamToFix(session, options);
    const files = deliveriesOfPaths(paths, { ...told, ...options }).map((delivery) => ({
      ...delivery,
      tenant: options.tenant,
      format: options.format,
      settings: settingsOf(options),
      fixes: options.fixes,
      onPublished: askToUnify,
    }));
    const printer = openPrinter('go on');
    const width = Math.max(...files.map((file) => sourceOf(file).length));
    const runs: RunLine[] = [];
    for (const file of files) {
      const line = options.plan ? await plan(session, file, printer, options) : await syncFile(session, file);
      await (options.json ? printer.json(line) : printer.text(runSummary(line, width)));
      adviseOn(line);
      runs.push(line);
    }
    if (!options.plan) await adviseUnify(session, runs);
    return exitCodeOf(runs);
  });
}

async function refuseDirectories(paths: readonly string[], tenant: string): Promise<void> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined); // what cannot be read is told of when it is its turn
    if (!found?.isDirectory()) continue;
    const whole = `\`weft sync --tenant ${tenant} ${path}\` takes a whole directory.`;
    throw new WrongUsage(`${path} is a directory`, `Name the files in it; ${whole}`);
  }
}

/** What is corrected goes where it was rejected from. */
async function streamToFix({ db }: Session, { tenant, fixes }: Options): Promise<Partial<StreamName>> {
  if (fixes === undefined) return {};
  const { integration, stream } = await fixedRun(db, await getTenant(db, tenant), fixes);
  return { integration, stream };
}

/** Only what was given: the rest is the stream's declared setting, or the default. */
function settingsOf(options: Options): Partial<StreamSettings> {
  const { key, kind, merge, scope, versionColumn: version, drop, ignore, deletedWhen } = options;
  const { deleteLimit, releaseAfter, rejectLimit, unpackRatio, contract, delimiter, quote, encoding } = options;
  const given = {
    key,
    kind,
    merge,
    scope,
    version,
    drop,
    ignore,
    deletedWhen,
    deleteLimit,
    releaseAfter,
    rejectLimit,
    unpackRatio,
    contract,
    delimiter,
    quote,
    encoding,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Prints the changes as they are found, a page at a time. */
async function plan(session: Session, file: FileSync, printer: Printer, { json }: Options): Promise<RunLine> {
  let page: PlannedChange[] = [];
  const flush = async () => {
    await (json ? printer.json(...page) : printer.text(page.map((change) => changeLines(change)).join('')));
    page = [];
  };
  const line = await planFile(session, file, async (change) => {
    page.push(change);
    if (page.length === PAGE_SIZE) await flush();
  });
  await flush();
  return line;
}
