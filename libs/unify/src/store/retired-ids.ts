import { execute, first, ident, type Queryable, sql } from '@app/snapshot-core';

/**
 * Remembers where the records of ids went that no unified record has any more. Ids that were retired into one of these
 * before follow along, so that an old id is resolved in one step.
 */
export async function retireIds(
  tx: Queryable,
  schema: string,
  model: string,
  retired: ReadonlyMap<string, string | null>,
): Promise<void> {
  if (retired.size === 0) return;
  const [ids, successors] = [[...retired.keys()], [...retired.values()]];
  const table = ident(schema, 'retired_id');
  await execute(
    tx,
    sql`
      update ${table} earlier
      set successor = incoming.successor
      from unnest(${ids}::uuid[], ${successors}::uuid[]) as incoming (id, successor)
      where earlier.model = ${model} and earlier.successor = incoming.id`,
  );
  await execute(
    tx,
    sql`
      insert into ${table} (model, id, successor)
      select ${model}::text, id, successor
      from unnest(${ids}::uuid[], ${successors}::uuid[]) as incoming (id, successor)
      on conflict (model, id) do update set successor = excluded.successor`,
  );
}

/** Where the records of a retired id are now; null when they are gone, undefined when the id was never retired. */
export async function findSuccessor(
  db: Queryable,
  schema: string,
  model: string,
  id: string,
): Promise<string | null | undefined> {
  const row = await first<{ successor: string | null }>(
    db,
    sql`select successor from ${ident(schema, 'retired_id')} where model = ${model} and id = ${id}::uuid`,
  );
  return row?.successor;
}
