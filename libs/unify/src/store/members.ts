import { execute, type Queryable, rows, type Sql, sql } from '@app/snapshot-core';
import type { ModelTables } from './model-tables.ts';

/** A source record as the model sees it, stored. */
export interface Member {
  id: number;
  /** `integration.stream` */
  source: string;
  key: string;
  /** The unified record it is part of; null until its first clustering. */
  unifiedId: string | null;
  /** See projection-text.ts. */
  projection: string;
}

const memberColumns = sql`id, source, key, unified_id as "unifiedId", projection`;

/** `refText` of the record. */
export const memberRef = ({ source, key }: Pick<Member, 'source' | 'key'>): string => `${source}:${key}`;

/** Members by number, in that order; numbers that no member has are left out. */
export function readMembers(tx: Queryable, { member }: ModelTables, ids: readonly number[]): Promise<Member[]> {
  return rows<Member>(tx, sql`select ${memberColumns} from ${member} where id = any(${ids}::integer[]) order by id`);
}

/** Members by `refText`, in no particular order; refs that no member has are left out. */
export function findMembers(tx: Queryable, { member }: ModelTables, refs: readonly string[]): Promise<Member[]> {
  if (refs.length === 0) return Promise.resolve([]);
  return rows<Member>(
    tx,
    sql`
      select ${memberColumns}
      from ${member}
      join (
        -- A key may have colons in it, but neither an integration nor a stream has.
        select split_part(ref, ':', 1) as source, substr(ref, strpos(ref, ':') + 1) as key
        from unnest(${refs}::text[]) as asked (ref)
      ) as wanted using (source, key)`,
  );
}

export async function insertMembers(
  tx: Queryable,
  { member }: ModelTables,
  members: readonly Omit<Member, 'unifiedId'>[],
): Promise<void> {
  if (members.length === 0) return;
  await execute(
    tx,
    sql`
      insert into ${member} (id, source, key, projection)
      select id, source, key, projection
      from unnest(${members.map(({ id }) => id)}::integer[], ${members.map(({ source }) => source)}::text[],
        ${members.map(({ key }) => key)}::text[], ${members.map(({ projection }) => projection)}::text[])
        as incoming (id, source, key, projection)`,
  );
}

export async function updateProjections(
  tx: Queryable,
  { member }: ModelTables,
  members: readonly Pick<Member, 'id' | 'projection'>[],
): Promise<void> {
  if (members.length === 0) return;
  await execute(
    tx,
    sql`
      update ${member} known
      set projection = incoming.projection
      from unnest(${members.map(({ id }) => id)}::integer[], ${members.map(({ projection }) => projection)}::text[])
        as incoming (id, projection)
      where known.id = incoming.id`,
  );
}

export async function deleteMembers(tx: Queryable, { member }: ModelTables, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await execute(tx, sql`delete from ${member} where id = any(${ids}::integer[])`);
}

/** Says which unified record these members are part of. */
export async function assignMembers(
  tx: Queryable,
  { member }: ModelTables,
  assigned: readonly { id: number; unifiedId: string }[],
): Promise<void> {
  if (assigned.length === 0) return;
  await execute(
    tx,
    sql`
      update ${member} known
      set unified_id = incoming.unified_id
      from unnest(${assigned.map(({ id }) => id)}::integer[], ${assigned.map(({ unifiedId }) => unifiedId)}::uuid[])
        as incoming (id, unified_id)
      where known.id = incoming.id`,
  );
}

/** What {@link Member} is called in the first version of the store, of one model. */
export const firstStoreMembers = (table: Sql, model: Sql): Sql => sql`
  select source, key, unified_id
  from ${table}
  where model = ${model}`;
