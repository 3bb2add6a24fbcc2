import { hasTable } from '../db/has-table.ts';
import { execute, type Queryable, rows } from '../db/query.ts';
import { ident, type Sql, sql } from '../db/sql.ts';

/** Where the parts of a record went, and where they came from: by keys of the same source. */
export interface LineageIds {
  /** Of a record that was merged or split: who has its parts now. First the one that its key resolves to. */
  into?: string[];
  /** Of any record: who had some of its parts before. */
  from?: string[];
}

/** What a publication tells of a record beside its values. */
export interface Lineage extends LineageIds {
  key: string;
  /**
   * In place of `deleted`: its parts are in another record now. In place of `updated`: some of them are. Undefined where
   * the record itself is as usual, but took over parts of others.
   */
  op?: 'merged' | 'split';
}

export const lineageTable = (schema: string): Sql => ident(schema, 'lineage');

/** Beside the change log, since only changes of unified records have any; made with the first. */
export async function createLineageTable(tx: Queryable, schema: string): Promise<void> {
  if (await hasLineage(tx, schema)) return; // also creating what is there takes a lock
  await execute(
    tx,
    sql`
      create table if not exists ${lineageTable(schema)} (
        seq bigint primary key,
        ids jsonb not null
      )`,
  );
}

/** Lineage of changes by sequence number; of most there is none. */
export async function readLineage(
  tx: Queryable,
  schema: string,
  seqs: readonly number[],
): Promise<Map<number, LineageIds>> {
  if (seqs.length === 0 || !(await hasLineage(tx, schema))) return new Map();
  const found = await rows<{ seq: number; ids: LineageIds }>(
    tx,
    sql`select seq, ids from ${lineageTable(schema)} where seq = any(${seqs}::bigint[])`,
  );
  return new Map(found.map(({ seq, ids }) => [seq, ids]));
}

/** Forgets the lineage of changes before a sequence number. */
export async function pruneLineage(tx: Queryable, schema: string, oldest: number): Promise<void> {
  if (!(await hasLineage(tx, schema))) return;
  await execute(tx, sql`delete from ${lineageTable(schema)} where seq < ${oldest}`);
}

const hasLineage = (tx: Queryable, schema: string): Promise<boolean> => hasTable(tx, lineageTable(schema));
