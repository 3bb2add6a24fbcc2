import { first, hasTable, ident, isoTime, type Queryable, rows, sql, type Tenant, WeftError } from '@app/snapshot-core';
import type { UnifiedModel } from '../model/unified-model.ts';
import { CONFIG_DOCUMENT } from '../overlay/tenant-config.ts';
import { readModelFor, versionOf } from '../overlay/model-for.ts';
import type { Written } from '../overlay/written.ts';
import { pathText } from '../weft-file/parse-weft-file.ts';
import { readState } from '../store/unify-state.ts';
import { writtenForm } from './written-form.ts';

/** One version of a model, in the form of weft.yaml. */
export interface ModelView {
  name: string;
  version: number;
  created_at: string;
  /** Presets are written out in it. */
  definition: Written;
}

/** A model as it is in force for one tenant. */
export interface TenantModelView {
  name: string;
  /** `3`, or `3+9f86d081884c` with what the tenant's config.json lays over it. */
  version: string;
  overlaid: boolean;
  /** Why it cannot be unified by: the tenant's config.json does not fit the model any more. */
  faults: string[];
  /** The version of the unified records that are there; null before the first run. */
  unified_version: string | null;
  definition: Written;
}

/**
 * @param version the latest unless told
 * @throws WeftError `unknown_model` when there is no such model or version
 */
export async function readModelVersion(db: Queryable, name: string, version?: number): Promise<ModelView> {
  const row = await first<Omit<ModelView, 'definition'> & { model: UnifiedModel; written: Written | null }>(
    db,
    sql`
      select name, version, ${isoTime(sql`created_at`)} as created_at, definition as model, written
      from weft.model_version
      where name = ${name} and (${version ?? null}::integer is null or version = ${version ?? null}::integer)
      order by version desc
      limit 1`,
  );
  if (row) {
    const { model, written, ...view } = row;
    return { ...view, definition: written ?? writtenForm(model) };
  }
  throw new WeftError(
    'unknown_model',
    version === undefined ? `there is no unified model "${name}"` : `model "${name}" has no version ${version}`,
    'GET /v1/models shows all models, …/versions the versions of one.',
  );
}

/** A model's versions, the latest first. */
export function listModelVersions(db: Queryable, name: string): Promise<Omit<ModelView, 'definition'>[]> {
  return rows<Omit<ModelView, 'definition'>>(
    db,
    sql`
      select name, version, ${isoTime(sql`created_at`)} as created_at
      from weft.model_version
      where name = ${name}
      order by version desc`,
  );
}

/** The latest version of each model, by name. */
export function listLatestVersions(db: Queryable): Promise<Omit<ModelView, 'definition'>[]> {
  return rows<Omit<ModelView, 'definition'>>(
    db,
    sql`
      select distinct on (name) name, version, ${isoTime(sql`created_at`)} as created_at
      from weft.model_version
      order by name, version desc`,
  );
}

/** @throws WeftError `unknown_model` */
export async function readTenantModel(db: Queryable, tenant: Tenant, name: string): Promise<TenantModelView> {
  const { stored, overlay, findings, written } = await readModelFor(db, tenant, name);
  return {
    name,
    version: versionOf(stored.version, overlay),
    overlaid: overlay !== undefined && overlay !== null,
    faults: findings.map(({ path, message }) => `${CONFIG_DOCUMENT}: ${pathText(path)} ${message}`),
    unified_version: (await hasState(db, tenant.schemaName))
      ? ((await readState(db, tenant.schemaName, name))?.version ?? null)
      : null,
    definition: written,
  };
}

/** Before a tenant's first unify run there is no table to ask. */
const hasState = (db: Queryable, schema: string): Promise<boolean> => hasTable(db, ident(schema, 'unify_state'));
