import { hasTable, ident, type Queryable, rows, type Sql, sql } from '@app/snapshot-core';
import { makeTable } from '../store/make-table.ts';

/** A record that its source has merged into another: its ref stands for the other's from then on. */
export interface Alias {
  /** `refText` of the record that was merged away. */
  ref: string;
  /** `refText` of the record that it was merged into. */
  into: string;
}

export const aliasTable = (schema: string): Sql => ident(schema, 'alias');

/** Made when a tenant's source first tells of a merge. `unified_id` is the unified record that `ref` was last part of. */
export function createAliasTable(tx: Queryable, schema: string): Promise<void> {
  return makeTable(
    tx,
    schema,
    aliasTable(schema),
    sql`
      create table if not exists ${aliasTable(schema)} (
        model text not null,
        ref text collate "C" not null,
        into_ref text collate "C" not null,
        unified_id uuid,
        primary key (model, ref)
      )`,
  );
}

export const hasAliases = (tx: Queryable, schema: string): Promise<boolean> => hasTable(tx, aliasTable(schema));

/** What records stand for that were merged away, over any number of merges; refs that were not are left out. */
export async function followAliases(
  tx: Queryable,
  schema: string,
  model: string,
  refs: readonly string[],
): Promise<Map<string, string>> {
  if (refs.length === 0 || !(await hasAliases(tx, schema))) return new Map();
  const found = await rows<Alias>(
    tx,
    sql`
      with recursive followed as (
        select ref, into_ref, 1 as steps
        from ${aliasTable(schema)}
        where model = ${model} and ref = any(${refs}::text[])
        union all
        select followed.ref, next.into_ref, followed.steps + 1
        from followed
        join ${aliasTable(schema)} next on next.model = ${model} and next.ref = followed.into_ref
        where followed.steps < 100 -- a source may claim a circle
      )
      select distinct on (ref) ref, into_ref as into
      from followed
      order by ref, steps desc`,
  );
  return new Map(found.map(({ ref, into }) => [ref, into]));
}
