import { readChains, type StoredValues, undo } from '../changes/chain.ts';
import { type Queryable, rows } from '../db/query.ts';
import { empty, ident, sql } from '../db/sql.ts';
import { readCreations } from './read-creations.ts';
import type { SnapshotTable } from './snapshot-table.ts';
import { selectRecords, type StoredRecord } from './stored-record.ts';

/**
 * The state that a snapshot had at a sequence number, from its present state by undoing every later change (I2). It holds
 * what the log can tell: columns that make no change (a unified record's provenance) are left out.
 *
 * All of these read in the caller's repeatable-read transaction, and for a number that {@link checkAsOf} has let pass.
 */
export interface AsOf {
  snapshot: SnapshotTable;
  seq: number;
  /** First sequence number that is still kept. */
  oldest: number;
}

const LARGEST_BATCH = 5000;

/** Keys that may have had a record then: of both kinds the first ones, in order of key. */
interface Candidates {
  /** Records that are there now and were created before: they have been there since. */
  present: StoredRecord[];
  /** Keys of records that were deleted since. They may be there again, or may have been created since, too. */
  deleted: string[];
}

/**
 * Records as of then behind a key, in order of key (by bytes), in batches; a batch may be empty. Holds one batch in
 * memory. What is read is in proportion to the batch and to the changes of its records since, wherever in the log they are.
 */
export async function* scanAsOf(
  tx: Queryable,
  asOf: AsOf,
  { after, batchSize }: { after?: string | undefined; batchSize: number },
): AsyncGenerator<StoredRecord[]> {
  // Growing batches: where hardly any of the keys had a record then, the next one is not far in time.
  for (let [position, size] = [after, batchSize]; ; size = Math.max(size, Math.min(2 * size, LARGEST_BATCH))) {
    const { present, deleted } = await candidates(tx, asOf, position, size);
    const keys = inOrder([...present.map(({ key }) => key), ...deleted]).slice(0, size);
    yield await recordsAsOf(tx, asOf, keys, present);
    if (keys.length < size) return;
    position = keys.at(-1);
  }
}

/** One record as of then, or undefined. */
export async function recordAsOf(tx: Queryable, asOf: AsOf, key: string): Promise<StoredRecord | undefined> {
  const present = await selectRecords(tx, asOf.snapshot, sql`where _key = ${key} and _created_seq <= ${asOf.seq}`);
  return (await recordsAsOf(tx, asOf, [key], present))[0];
}

async function candidates(tx: Queryable, asOf: AsOf, after: string | undefined, limit: number): Promise<Candidates> {
  const { snapshot, seq } = asOf;
  const behind = after === undefined ? empty : sql`and _key > ${after}`;
  const present = await selectRecords(
    tx,
    snapshot,
    sql`where _created_seq <= ${seq} ${behind} order by _key limit ${limit}`,
  );
  // Deletions only up to the last present key: so all pages together read each deletion once.
  const upTo = present.length === limit ? sql`and key <= ${present.at(-1)!.key}` : empty;
  const deleted = await rows<{ key: string }>(
    tx,
    sql`
      select key
      from ${ident(snapshot.schema, 'change')}
      where source = ${snapshot.source} and op in ('deleted', 'merged') and seq > ${seq}
        ${after === undefined ? empty : sql`and key > ${after}`} ${upTo}
      group by key
      order by key
      limit ${limit}`,
  );
  return { present, deleted: deleted.map(({ key }) => key) };
}

/** The records that were there, of these keys, in their order. */
async function recordsAsOf(
  tx: Queryable,
  asOf: AsOf,
  keys: readonly string[],
  present: readonly StoredRecord[],
): Promise<StoredRecord[]> {
  const { snapshot, seq, oldest } = asOf;
  const there = new Map(present.map((record) => [record.key, record]));
  const changed = keys.filter((key) => !(there.has(key) && there.get(key)!.changedSeq <= seq));
  const chains = await readChains(tx, snapshot, changed, seq + 1);
  const blank = Object.fromEntries(loggedColumns(snapshot).map((name) => [name, null]));
  const records = keys.flatMap((key) => {
    const link = chains.get(key)?.at(-1); // the first change since
    const now = there.get(key);
    const values: StoredValues | null = link ? undo(link, link.after) : (now?.values ?? null);
    if (values === null) return [];
    const state = Object.fromEntries(
      Object.keys(blank).map((name) => [name, Object.hasOwn(values, name) ? values[name]! : null]),
    );
    const changedSeq = link ? link.prev! : now!.changedSeq;
    return [{ key, values: state, createdSeq: now?.createdSeq ?? null, changedSeq }];
  });
  const restored = records.filter(({ key }) => !there.has(key));
  const creations = await readCreations(
    tx,
    snapshot,
    restored.map(({ changedSeq }) => changedSeq),
    oldest,
  );
  for (const record of restored) record.createdSeq = creations.get(record.changedSeq) ?? null;
  return records;
}

const loggedColumns = (snapshot: SnapshotTable): string[] =>
  snapshot.columns.filter((column) => !column.silent).map(({ name }) => name);

/** As Postgres orders keys: by their bytes, which UTF-16 does not always agree with. */
function inOrder(keys: readonly string[]): string[] {
  return keys
    .map((key) => ({ key, bytes: Buffer.from(key) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ key }) => key);
}
