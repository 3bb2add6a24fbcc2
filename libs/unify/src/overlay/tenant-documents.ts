import {
  type Database,
  deleteDocument,
  type DocumentView,
  enqueueUnify,
  getSnapshotTables,
  type NewDocument,
  patchDocument,
  putDocument,
  type Queryable,
  type Secrets,
  type Tenant,
  unifiedSource,
  type WriteCondition,
  type WriteContext,
  type WrittenDocument,
} from '@app/snapshot-core';
import { listStoredModels } from '../catalog/models.ts';
import { sourceName } from '../model/source-record.ts';
import { checkConfig } from './check-config.ts';
import { overlaid } from './overlaid.ts';
import { CONFIG_DOCUMENT, overlaysIn, readOverlays } from './tenant-config.ts';
import type { Written } from './written.ts';

/**
 * Puts a tenant's document. What its config.json lays over the models is checked first, and the models that it changes
 * are unified anew by a worker; the queue must have been prepared.
 * @throws WeftFileError with every fault of config.json, and what `putDocument` throws; nothing is written then
 */
export function putTenantDocument(
  db: Database,
  secrets: Secrets,
  tenant: Tenant,
  document: NewDocument,
  condition: WriteCondition = {},
): Promise<WrittenDocument> {
  return putDocument(db, secrets, tenant, document, { ...condition, ...consequencesOf(tenant, document.name) });
}

/** As {@link putTenantDocument}, by a JSON merge patch. */
export function patchTenantDocument(
  db: Database,
  secrets: Secrets,
  tenant: Tenant,
  patch: Pick<NewDocument, 'name' | 'bytes'>,
  condition: WriteCondition = {},
): Promise<WrittenDocument> {
  return patchDocument(db, secrets, tenant, patch, { ...condition, ...consequencesOf(tenant, patch.name) });
}

/** Deletes a tenant's document; without config.json the models are in force as they are. */
export function deleteTenantDocument(
  db: Database,
  tenant: Tenant,
  name: string,
  condition: WriteCondition = {},
): Promise<DocumentView> {
  return deleteDocument(db, tenant, name, { ...condition, ...consequencesOf(tenant, name) });
}

function consequencesOf(tenant: Tenant, name: string): Pick<WriteContext, 'admit' | 'onWritten'> {
  if (name !== CONFIG_DOCUMENT) return {};
  let changed: string[] = [];
  return {
    admit: async (tx, text) => {
      if (text !== null) await checkConfig(tx, tenant.name, text);
      const [before, after] = [await readOverlays(tx, tenant), text === null ? {} : overlaysIn(text)];
      changed = differing(before, after);
      return JSON.stringify({ models: after });
    },
    onWritten: async (tx) => {
      for (const model of await withRecords(tx, tenant, changed)) await enqueueUnify(tx, tenant.name, model);
    },
  };
}

/** Names of the models of which the two do not say the same. */
function differing(before: Written, after: Written): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null));
}

/** Those of these models that the tenant has records of, or records for. */
async function withRecords(tx: Queryable, tenant: Tenant, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const [models, tables] = [await listStoredModels(tx), await getSnapshotTables(tx, tenant)];
  const overlays = await readOverlays(tx, tenant);
  return models
    .filter(({ model: { name } }) => names.includes(name))
    .filter((stored) => {
      const { sources } = overlaid(stored, overlays[stored.model.name]).model;
      return tables.has(unifiedSource(stored.model.name)) || sources.some((source) => tables.has(sourceName(source)));
    })
    .map(({ model }) => model.name);
}
