import type { PoolClient } from 'pg';
import { copyOut, hasTable, rows, sql } from '@app/snapshot-core';
import { parseRef, sourceName } from '../model/source-record.ts';
import { followAliases } from '../aliases/alias-table.ts';
import { findMembers, memberRef } from '../store/members.ts';
import { modelTables } from '../store/model-tables.ts';

/** Which unified record each source record is part of. */
export interface IdIndex {
  /** Reads every member of a model: before rows are staged, while nothing can be asked. Takes some 200 bytes for each. */
  readAll(model: string): Promise<void>;
  /** Reads these members of a model, by `refText`. */
  read(model: string, refs: readonly string[]): Promise<void>;
  /** Null where the record is part of none, or was not read. */
  idOf(this: void, model: string, ref: string): string | null;
}

/** Opens an index of a tenant's members; a model that was never unified has none. */
export function openIdIndex(tx: PoolClient, schema: string): IdIndex {
  const ids = new Map<string, Map<string, string>>();
  const of = (model: string): Map<string, string> => {
    const known = ids.get(model) ?? new Map<string, string>();
    ids.set(model, known);
    return known;
  };
  return {
    async readAll(model) {
      const { member } = modelTables(schema, model);
      if (!(await exists(tx, schema, model))) return;
      const known = of(model);
      const query = sql`select source, key, unified_id from ${member} where unified_id is not null`;
      for await (const batch of copyOut(tx, query))
        for (const [source, key, id] of batch) known.set(`${source}:${key}`, id!);
    },
    async read(model, refs) {
      if (refs.length === 0 || !(await exists(tx, schema, model))) return;
      const { member } = modelTables(schema, model);
      const parsed = [...new Set(refs)].flatMap((ref) => parseRef(ref) ?? []);
      const found = await rows<{ source: string; key: string; id: string }>(
        tx,
        sql`
          select member.source, member.key, member.unified_id::text as id
          from unnest(${parsed.map(sourceName)}::text[], ${parsed.map(({ key }) => key)}::text[]) as wanted (source, key)
          join ${member} member on member.source = wanted.source and member.key = wanted.key
          where member.unified_id is not null`,
      );
      const known = of(model);
      for (const { source, key, id } of found) known.set(`${source}:${key}`, id);
      await readMerged(tx, schema, model, refs, known);
    },
    idOf: (model, ref) => ids.get(model)?.get(ref) ?? null,
  };
}

/** A reference to a record that its source has merged into another leads to that. */
async function readMerged(
  tx: PoolClient,
  schema: string,
  model: string,
  refs: readonly string[],
  known: Map<string, string>,
): Promise<void> {
  const into = await followAliases(
    tx,
    schema,
    model,
    refs.filter((ref) => !known.has(ref)),
  );
  const members = await findMembers(tx, modelTables(schema, model), [...new Set(into.values())]);
  const idOf = new Map(members.map((member) => [memberRef(member), member.unifiedId]));
  for (const [ref, other] of into) {
    const id = idOf.get(other);
    if (id) known.set(ref, id);
  }
}

const exists = (tx: PoolClient, schema: string, model: string): Promise<boolean> =>
  hasTable(tx, modelTables(schema, model).member);
