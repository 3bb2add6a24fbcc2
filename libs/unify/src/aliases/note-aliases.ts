import type { PoolClient } from 'pg';
import {
  execute,
  hasTable,
  ident,
  type Queryable,
  rows,
  type SnapshotTable,
  sql,
  unifiedSource,
} from '@app/snapshot-core';
import { parseRef } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { MappingError } from '../project/mapping-error.ts';
import type { ChangedKeys } from '../run/changed-records.ts';
import { readLinks, saveLinks } from '../store/links.ts';
import { passPins } from '../store/pins.ts';
import { modelTables } from '../store/model-tables.ts';
import { type Alias, aliasTable, createAliasTable, hasAliases } from './alias-table.ts';
import { mergesTold, tellsMerges } from './merges-told.ts';

/**
 * Takes up the merges that sources tell of, before records are looked at: the two records are linked as one, what was decided about
 * the one that was merged away holds for the other, and it is remembered which unified record it was part of.
 */
export async function noteAliases(
  tx: PoolClient,
  schema: string,
  model: UnifiedModel,
  snapshots: ReadonlyMap<string, SnapshotTable>,
  changed: readonly ChangedKeys[] | undefined,
  report: (fault: MappingError) => void,
): Promise<void> {
  if (!tellsMerges(model)) return;
  const told = await mergesTold(tx, schema, model, snapshots, changed, report);
  if (told.length > 0) await createAliasTable(tx, schema);
  else if (!(await hasAliases(tx, schema))) return;
  const aliases = await saveAliases(tx, schema, model.name, told);
  await rememberIds(tx, schema, model.name);
  // One by one: merges are few, and each has links of its own.
  for (const alias of aliases) {
    await passLinks(tx, schema, model.name, alias);
    await passPins(tx, schema, model.name, alias);
    const link = { a: alias.ref, b: alias.into, same: true };
    await saveLinks(tx, schema, model.name, [link], { by: 'source', note: 'merged there' });
    await findLastId(tx, schema, model.name, alias);
  }
}

/** Returns those that are new. */
async function saveAliases(tx: Queryable, schema: string, model: string, told: readonly Alias[]): Promise<Alias[]> {
  if (told.length === 0) return [];
  const distinct = [...new Map(told.map((alias) => [alias.ref, alias])).values()];
  return rows<Alias>(
    tx,
    sql`
      insert into ${aliasTable(schema)} as known (model, ref, into_ref)
      select ${model}::text, ref, into_ref
      from unnest(${distinct.map(({ ref }) => ref)}::text[], ${distinct.map(({ into }) => into)}::text[]) as told (ref, into_ref)
      on conflict (model, ref) do update set into_ref = excluded.into_ref
      where known.into_ref is distinct from excluded.into_ref
      returning ref, into_ref as into`,
  );
}

/** Of records that are still members it is known now which unified record they are part of, and later no more. */
async function rememberIds(tx: Queryable, schema: string, model: string): Promise<void> {
  const { member } = modelTables(schema, model);
  if (!(await hasTable(tx, member))) return;
  await execute(
    tx,
    sql`
      update ${aliasTable(schema)} known
      set unified_id = member.unified_id
      from ${member} member
      where known.model = ${model} and member.source = split_part(known.ref, ':', 1)
        and member.key = substr(known.ref, strpos(known.ref, ':') + 1) and member.unified_id is not null
        and known.unified_id is distinct from member.unified_id`,
  );
}

/** A record that was deleted before its merge was told: the feed knows what it was part of. */
async function findLastId(tx: Queryable, schema: string, model: string, { ref }: Alias): Promise<void> {
  const { integration, stream, key } = parseRef(ref)!;
  const source = JSON.stringify([{ integration, stream, key }]);
  await execute(
    tx,
    sql`
      update ${aliasTable(schema)} known
      set unified_id = last.key::uuid
      from (
        select key
        from ${ident(schema, 'change')}
        where source = ${unifiedSource(model)} and op = 'deleted'
          and (before ->> '_sources')::jsonb @> ${source}::jsonb
        order by seq desc
        limit 1
      ) as last
      where known.model = ${model} and known.ref = ${ref} and known.unified_id is null`,
  );
}

/** What was decided about the record that was merged away is decided about the other, unless that was decided already. */
async function passLinks(tx: PoolClient, schema: string, model: string, { ref, into }: Alias): Promise<void> {
  const links = await readLinks(tx, schema, model, { refs: [ref, into], ends: 'one' });
  const decided = new Set(links.flatMap(({ a, b }) => (a === into ? [b] : b === into ? [a] : [])));
  const passed = links.flatMap(({ a, b, same }) => {
    const other = a === ref ? b : b === ref ? a : undefined;
    return other === undefined || other === into || decided.has(other) ? [] : [{ a: other, b: into, same }];
  });
  await saveLinks(tx, schema, model, passed, { by: 'source', note: `decided about ${ref}, merged into this` });
}
