import { execute, ident, type Queryable, rows, sql } from '@app/snapshot-core';
import type { MatchKey } from '../match/match-keys.ts';
import type { Projection } from '../project/project-record.ts';

/** A source record as the model sees it, stored. */
export interface Member {
  /** `refText` of the record. */
  ref: string;
  /** `integration.stream` */
  source: string;
  key: string;
  /** The unified record it is part of; null until its first clustering. */
  unifiedId: string | null;
  projection: Projection;
}

/** Members by ref; refs without one are left out. */
export function readMembers(tx: Queryable, schema: string, model: string, refs: readonly string[]): Promise<Member[]> {
  return rows<Member>(
    tx,
    sql`
      select ref, source, key, unified_id as "unifiedId", projection
      from ${ident(schema, 'member')}
      where model = ${model} and ref = any(${refs}::text[])
      order by ref`,
  );
}

/** Those of these refs that are members now. */
export async function presentRefs(
  tx: Queryable,
  schema: string,
  model: string,
  refs: readonly string[],
): Promise<string[]> {
  const found = await rows<{ ref: string }>(
    tx,
    sql`select ref from ${ident(schema, 'member')} where model = ${model} and ref = any(${refs}::text[])`,
  );
  return found.map(({ ref }) => ref);
}

/** Refs of all members of these unified records. */
export async function refsInClusters(
  tx: Queryable,
  schema: string,
  model: string,
  unifiedIds: readonly string[],
): Promise<string[]> {
  const found = await rows<{ ref: string }>(
    tx,
    sql`
      select ref
      from ${ident(schema, 'member')}
      where model = ${model} and unified_id = any(${unifiedIds}::uuid[])`,
  );
  return found.map(({ ref }) => ref);
}

/** Writes members with their match keys, in place of what they were; a member keeps its unified id. */
export async function saveMembers(
  tx: Queryable,
  schema: string,
  model: string,
  members: readonly (Omit<Member, 'unifiedId'> & { keys: readonly MatchKey[] })[],
): Promise<void> {
  if (members.length === 0) return;
  await execute(
    tx,
    sql`
      insert into ${ident(schema, 'member')} (model, ref, source, key, projection)
      select ${model}::text, ref, source, key, projection
      from unnest(${members.map(({ ref }) => ref)}::text[], ${members.map(({ source }) => source)}::text[],
        ${members.map(({ key }) => key)}::text[],
        ${members.map(({ projection }) => JSON.stringify(projection))}::jsonb[])
        as incoming (ref, source, key, projection)
      on conflict (model, ref) do update set projection = excluded.projection`,
  );
  const keys = members.flatMap(({ ref, keys: own }) => own.map(({ kind, value }) => ({ ref, kind, value })));
  await deleteKeys(
    tx,
    schema,
    model,
    members.map(({ ref }) => ref),
  );
  await execute(
    tx,
    sql`
      insert into ${ident(schema, 'match_key')} (model, kind, value, ref)
      select distinct ${model}::text, kind, value, ref
      from unnest(${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ value }) => value)}::text[],
        ${keys.map(({ ref }) => ref)}::text[]) as incoming (kind, value, ref)`,
  );
}

/** Removes members with their match keys. */
export async function deleteMembers(
  tx: Queryable,
  schema: string,
  model: string,
  refs: readonly string[],
): Promise<void> {
  if (refs.length === 0) return;
  await deleteKeys(tx, schema, model, refs);
  await execute(tx, sql`delete from ${ident(schema, 'member')} where model = ${model} and ref = any(${refs}::text[])`);
}

/** Says which unified record each member is part of. */
export async function assignMembers(
  tx: Queryable,
  schema: string,
  model: string,
  idOf: ReadonlyMap<string, string>,
): Promise<void> {
  await execute(
    tx,
    sql`
      update ${ident(schema, 'member')} member
      set unified_id = incoming.id
      from unnest(${[...idOf.keys()]}::text[], ${[...idOf.values()]}::uuid[]) as incoming (ref, id)
      where member.model = ${model} and member.ref = incoming.ref and member.unified_id is distinct from incoming.id`,
  );
}

async function deleteKeys(tx: Queryable, schema: string, model: string, refs: readonly string[]): Promise<void> {
  await execute(
    tx,
    sql`delete from ${ident(schema, 'match_key')} where model = ${model} and ref = any(${refs}::text[])`,
  );
}
