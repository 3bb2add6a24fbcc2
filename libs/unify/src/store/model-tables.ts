import type { PoolClient } from 'pg';
import { execute, ident, modelTable, Sql, sql } from '@app/snapshot-core';
import { EDGE_BANDS } from '../match/edge-bands.ts';

/**
 * What unify knows of one model's records, in tables of the model's own: so a full run writes new ones and puts them in place
 * of the old, which costs a tenth of deleting and inserting as many rows.
 *
 * - `member`: each source record as the model sees it (`projection`, see projection-text.ts), and the unified record it
 *   is part of. `id` numbers the members, so that keys and edges take few bytes.
 * - `keyPage`: the values by which records find each other, as the last full run found them, see key-pages.ts
 * - `keyChange`: the keys that members have gained or lost since
 * - `edge`: pairs of members (`a` < `b`) that were compared and found alike, or that a person has linked
 */
export interface ModelTables {
  readonly member: Sql;
  readonly keyPage: Sql;
  readonly keyChange: Sql;
  readonly edge: Sql;
}

const NAMES = { member: 'member', keyPage: 'key_page', keyChange: 'key_change', edge: 'edge' } as const;
type Name = (typeof NAMES)[keyof typeof NAMES];

const tablesNamed = (table: (what: Name) => Sql): ModelTables => ({
  member: table('member'),
  keyPage: table('key_page'),
  keyChange: table('key_change'),
  edge: table('edge'),
});

export const modelTables = (schema: string, model: string): ModelTables =>
  tablesNamed((what) => ident(schema, modelTable(what, model)));

/** The tables that a full run fills before it puts them in place. */
const nextTables = (schema: string, model: string): ModelTables =>
  tablesNamed((what) => ident(schema, `${modelTable(what, model).slice(0, 50)}:next`));

/** Makes empty tables beside the ones in use, without indexes: those are built faster than they grow. */
export async function createNextTables(tx: PoolClient, schema: string, model: string): Promise<ModelTables> {
  const tables = nextTables(schema, model);
  await tx.query(
    sql`
      create table ${tables.member} (
        id integer not null,
        source text collate "C" not null,
        key text collate "C" not null,
        unified_id uuid,
        projection text not null
      );
      create table ${tables.keyPage} (
        page integer not null,
        part integer not null,
        keys bytea not null
      );
      -- hashes do not compress
      alter table ${tables.keyPage} alter column keys set storage external;
      create table ${tables.keyChange} (
        hash bytea not null,
        member integer not null,
        -- whether the member held the key and does not any more
        gone boolean not null,
        primary key (hash, member)
      );
      create table ${tables.edge} (
        a integer not null,
        b integer not null,
        weight float8 not null,
        band smallint not null,
        rule text,
        held text
      )`.toQuery().text,
  );
  return tables;
}

/** One statement, so that it can be waited for while others work. */
export async function indexKeyPages(tx: PoolClient, tables: ModelTables): Promise<void> {
  await execute(tx, sql`alter table ${tables.keyPage} add primary key (page, part)`);
}

export async function indexMembersAndEdges(tx: PoolClient, tables: ModelTables): Promise<void> {
  await tx.query(
    sql`
      alter table ${tables.member} add primary key (id);
      create unique index on ${tables.member} (source, key);
      alter table ${tables.edge} add primary key (a, b);
      create index on ${tables.edge} (b);
      analyze ${tables.member} (id, source, key);
      analyze ${tables.keyPage} (page, part);
      analyze ${tables.edge} (a, b, band)`.toQuery().text,
  );
  await indexReview(tx, tables);
}

/**
 * Edges that people may be asked about, likeliest first: one in ten, and the queue is read page by page. Postgres names the index, since
 * those of the tables in use and of the next ones stand side by side.
 */
export async function indexReview(tx: PoolClient, { edge }: Pick<ModelTables, 'edge'>): Promise<void> {
  await tx.query(sql`create index on ${edge} ((-weight), a, b) where ${FOR_REVIEW}`.toQuery().text);
}

/** Condition of {@link indexReview}, which who wants to read by it has to write alike. */
export const FOR_REVIEW = new Sql([`(band = ${EDGE_BANDS.review} or held is not null)`], []);

/** Puts filled tables in the place of those in use. Who reads those waits from here to the commit. */
export async function putInPlace(tx: PoolClient, schema: string, model: string): Promise<void> {
  const [next, current] = [nextTables(schema, model), modelTables(schema, model)];
  // What versions of the store before the seventh had in place of pages and changes.
  await execute(tx, sql`drop table if exists ${ident(schema, modelTable('match_key', model))}`);
  for (const what of ['member', 'keyPage', 'keyChange', 'edge'] as const) {
    await execute(tx, sql`drop table if exists ${current[what]}`);
    await execute(tx, sql`alter table ${next[what]} rename to ${ident(modelTable(NAMES[what], model))}`);
  }
}
