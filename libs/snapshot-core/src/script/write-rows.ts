import { declaredSettings } from '../catalog/integrations.ts';
import type { RunLine } from '../catalog/runs.ts';
import type { Database } from '../db/database.ts';
import { streamSource } from '../db/names.ts';
import { runSync } from '../ingest/run-sync.ts';
import type { SyncRequest } from '../ingest/sync-request.ts';
import { namesOf, type ScriptRow, type WriteOptions } from './options.ts';
import type { StreamName } from './read-snapshot.ts';
import { rowsInput } from './rows-input.ts';

type Rows = Iterable<ScriptRow> | AsyncIterable<ScriptRow>;

/** Rows as a request to ingest them. */
interface RowsRequest {
  request: SyncRequest;
  /** Columns that the rows have. */
  columns: readonly string[];
  /** Lets go of the source of the rows, in case the run did not read it to its end. */
  close: () => void;
}

/**
 * Writes rows into a snapshot as one run.
 * @throws WeftError as {@link runSync}
 */
export async function writeRows(db: Database, name: StreamName, rows: Rows, options: WriteOptions): Promise<RunLine> {
  const { request, close } = await requestOf(db, name, rows, options);
  try {
    return await runSync(db, request);
  } finally {
    close();
  }
}

/** The rows as the request of a sync run: what the page's two rules, fill and override, are called here. */
export async function requestOf(
  db: Database,
  name: StreamName,
  rows: Rows,
  options: WriteOptions,
): Promise<RowsRequest> {
  const key = namesOf(options.key);
  // What weft.yaml drops stays dropped, whatever this script drops besides.
  const declared = await declaredSettings(db.pool, name.integration, name.stream);
  const drop = [...(declared?.drop ?? []), ...namesOf(options.dropColumn)];
  const rule = options.override
    ? ({ kind: 'full', merge: 'replace', deleteLimit: { type: 'none' } } as const)
    : ({ kind: 'incremental', merge: 'fill' } as const);
  const { columns, all, close } = await withColumns(rows, options, key);
  const input = rowsInput(all, columns, options, `${name.tenant}/${streamSource(name.integration, name.stream)}`);
  return { request: { ...name, input, settings: { key, ...rule, drop }, signal: options.signal }, columns, close };
}

/** The rows with their columns: of all of them where they are at hand, else as told, else of the first one. */
async function withColumns(
  rows: Rows,
  { columns }: WriteOptions,
  key: string[],
): Promise<{ all: Rows; columns: readonly string[]; close: () => void }> {
  if (Array.isArray(rows)) {
    return { all: rows, columns: columns ?? columnsOfAll(rows as ScriptRow[], key), close: () => undefined };
  }
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  const first = await iterator.next();
  const all = first.done ? [] : resumed(first.value, iterator);
  // Not awaited: a source that hangs must not keep the run's error from its caller.
  const close = () => void Promise.resolve(iterator.return?.()).catch(() => undefined);
  return { all, columns: columns ?? (first.done ? key : Object.keys(first.value)), close };
}

function columnsOfAll(rows: readonly ScriptRow[], key: string[]): string[] {
  const names = new Set<string>();
  for (const row of rows) for (const column of Object.keys(row)) names.add(column);
  return names.size > 0 ? [...names] : key;
}

async function* resumed(
  first: ScriptRow,
  rest: Iterator<ScriptRow> | AsyncIterator<ScriptRow>,
): AsyncGenerator<ScriptRow> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
