import type { PoolClient } from 'pg';
import { ident, rows, sql } from '@app/snapshot-core';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Unification } from '../run/unification.ts';
import { findMembers, memberRef } from '../store/members.ts';
import { modelTables } from '../store/model-tables.ts';
import { aliasTable, followAliases, hasAliases } from './alias-table.ts';
import { tellsMerges } from './merges-told.ts';

/**
 * An id whose records are gone because their source has merged them into another record is that record's unified record from now on:
 * merged, not deleted. Also one that was retired before its merge was told.
 */
export async function passIdsOn(
  tx: PoolClient,
  schema: string,
  model: UnifiedModel,
  unification: Unification,
): Promise<Unification> {
  if (!tellsMerges(model) || !(await hasAliases(tx, schema))) return unification;
  const lost = [...unification.retired].flatMap(([id, successor]) => (successor === null ? [id] : []));
  const waiting = await rows<{ ref: string; id: string }>(
    tx,
    sql`
      select alias.ref, alias.unified_id::text as id
      from ${aliasTable(schema)} alias
      where alias.model = ${model.name}
        and (
          alias.unified_id = any(${lost}::uuid[])
          or exists (
            select
            from ${ident(schema, 'retired_id')} retired
            where retired.model = alias.model and retired.id = alias.unified_id and retired.successor is null
          )
        )
      order by alias.ref`,
  );
  if (waiting.length === 0) return unification;
  const into = await followAliases(
    tx,
    schema,
    model.name,
    waiting.map(({ ref }) => ref),
  );
  const members = await findMembers(tx, modelTables(schema, model.name), [...into.values()]);
  const idOf = new Map(members.map((member) => [memberRef(member), member.unifiedId]));
  const retired = new Map(unification.retired);
  const lineage = new Map(unification.lineage.map((each) => [each.key, each]));
  for (const { ref, id } of waiting) {
    const survivor = idOf.get(into.get(ref) ?? '') ?? null;
    if (survivor === null || survivor === id) continue;
    const isNow = retired.has(id);
    retired.set(id, survivor);
    if (!isNow) continue; // its deletion is told already: it resolves from now on
    lineage.set(id, { key: id, op: 'merged', into: [survivor] });
    const known = lineage.get(survivor);
    lineage.set(survivor, { ...(known ?? { key: survivor }), from: [...new Set([...(known?.from ?? []), id])].sort() });
  }
  return { ...unification, retired, lineage: [...lineage.values()] };
}
