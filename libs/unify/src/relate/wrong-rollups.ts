import type { PoolClient } from 'pg';
import {
  empty,
  ident,
  join,
  rows,
  type SnapshotTable,
  type Sql,
  sql,
  type StageRow,
  tableOf,
} from '@app/snapshot-core';
import { type Rollup, rollupsOf, type UnifiedModel } from '../model/unified-model.ts';

/**
 * Records of a model whose roll-ups are not what they should be, with the values of {@link rollupsOf} as they should be.
 * @param others tables of the models that are rolled up, as far as the tenant has them
 * @param keys the records to look at; all of them without
 */
export async function wrongRollups(
  tx: PoolClient,
  model: UnifiedModel,
  snapshot: SnapshotTable,
  others: ReadonlyMap<string, SnapshotTable>,
  keys: readonly string[] | undefined,
): Promise<StageRow[]> {
  if (keys?.length === 0) return [];
  const names = rollupsOf(model);
  const sums = names.map((name) => rolledUp(model.rollups![name]!, others, keys));
  const of = (i: number) => ident(`rolled_${i}`);
  return rows<StageRow>(
    tx,
    sql`
      select t._key as key, array[${join(names.map((_, i) => sql`${of(i)}.value`))}]::text[] as values
      from ${tableOf(snapshot)} t
      ${join(
        sums.map((sum, i) => sql`left join (${sum}) ${of(i)} on ${of(i)}.id = t._key`),
        '\n',
      )}
      where (${join(
        names.map((name, i) => sql`t.${ident(name)} is distinct from ${of(i)}.value`),
        ' or ',
      )})
        ${keys === undefined ? empty : sql`and t._key = any(${keys}::text[])`}
      order by t._key`,
  );
}

/** `id, value` of one roll-up, of these records or all; nothing where there is nothing to count. */
function rolledUp(
  { of, by, sum }: Rollup,
  others: ReadonlyMap<string, SnapshotTable>,
  keys: readonly string[] | undefined,
): Sql {
  const other = others.get(of);
  if (other === undefined || !has(other, by) || (sum !== undefined && !has(other, sum))) {
    return sql`select null::text as id, null::text as value where false`;
  }
  const value = sum === undefined ? sql`count(*)` : sql`trim_scale(sum(${amount(sql`other.${ident(sum)}`)}))`;
  return sql`
    select other.${ident(by)} as id, ${value}::text as value
    from ${tableOf(other)} other
    where ${keys === undefined ? sql`other.${ident(by)} is not null` : sql`other.${ident(by)} = any(${keys}::text[])`}
    group by 1`;
}

const has = ({ columns }: SnapshotTable, name: string): boolean => columns.some((column) => column.name === name);

/** A number as sources write it, thousands parted by commas or not; null for anything else. Exact: no sum depends on its order. */
const amount = (value: Sql): Sql => sql`
  case
    when ${value} ~ '^\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,2})?\\s*$' then ${value}::numeric
    when ${value} ~ '^\\s*[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?\\s*$' then replace(${value}, ',', '')::numeric
  end`;
