import { type Database, type Tenant, transaction, WeftError } from '@app/snapshot-core';
import type { UnifiedModel } from '../model/unified-model.ts';
import { parseRef, refText, type SourceRecordRef } from '../model/source-record.ts';
import { getUnified } from '../read/read-unified.ts';
import { exportLinks, type LinkNote, saveLinks } from '../store/links.ts';
import { createUnifyTables, hasUnifyTables } from '../store/unify-tables.ts';
import { recordOfModel } from './record-of-model.ts';

/** What a unified record is called in an integration. */
export interface RemoteId extends SourceRecordRef {
  /** `in`: the integration had it and a sync delivered it; `out`: it was made there by exporting the unified record. */
  direction: 'in' | 'out';
  /** Whether a sync has delivered it yet. */
  delivered: boolean;
}

/**
 * The id map of a unified record: under which ids it is known in which integration.
 * @param integration only this one's
 * @throws WeftError `unknown_record` as `getUnified`
 */
export async function listRemoteIds(
  db: Database,
  tenant: Tenant,
  model: UnifiedModel,
  id: string,
  integration?: string,
): Promise<RemoteId[]> {
  const { sources } = await getUnified(db, tenant, model, id);
  const exported = await exportedAs(db, tenant, model.name, sources.map(refText));
  const here = sources.map((source): RemoteId => {
    return { ...source, direction: exported.has(refText(source)) ? 'out' : 'in', delivered: true };
  });
  const delivered = new Set(sources.map(refText));
  const awaited = [...exported]
    .filter((ref) => !delivered.has(ref))
    .map((ref): RemoteId => ({ ...parseRef(ref)!, direction: 'out', delivered: false }));
  return [...here, ...awaited].filter((each) => integration === undefined || each.integration === integration);
}

/**
 * Registers the id that an integration gave to a record which was made there out of a unified record: when the next sync
 * delivers it, it is that unified record and no second one. The same id may be registered again.
 *
 * @param record `integration.stream:key` of the new record
 * @throws WeftError `unknown_record` as `getUnified`; `invalid` when the text names no record of the model; `conflict` when the
 *   record is already part of another unified record
 */
export async function registerRemoteId(
  db: Database,
  tenant: Tenant,
  model: UnifiedModel,
  id: string,
  record: string,
  about: Omit<LinkNote, 'made'> = {},
): Promise<RemoteId[]> {
  const ref = recordOfModel(tenant, model, record);
  const unified = await getUnified(db, tenant, model, id);
  const owned = unified.sources.map(refText);
  await transaction(db.pool, async (tx) => {
    await createUnifyTables(tx, tenant.schemaName);
    const known = (await exportLinks(tx, tenant.schemaName, model.name, [ref])).filter(({ made }) => made === ref);
    if (known.length > 0 && !known.some(({ from }) => owned.includes(from))) {
      throw new WeftError(
        'conflict',
        `tenant "${tenant.name}", model "${model.name}": ${ref} is registered for another unified record`,
        'An integration gives an id once. Forget that link first if it was wrong.',
      );
    }
    // With every one of its records, so that it holds when one of them is deleted before the new one comes.
    const links = owned.flatMap((source) => (source === ref ? [] : [{ a: source, b: ref, same: true }]));
    await saveLinks(tx, tenant.schemaName, model.name, links, { ...about, made: ref });
  });
  return listRemoteIds(db, tenant, model, id);
}

/** Records that were made by exporting a unified record of which these are part, or are these. */
async function exportedAs(db: Database, tenant: Tenant, model: string, refs: readonly string[]): Promise<Set<string>> {
  if (!(await hasUnifyTables(db.pool, tenant.schemaName))) return new Set();
  const links = await exportLinks(db.pool, tenant.schemaName, model, refs);
  return new Set(links.map(({ made }) => made));
}
