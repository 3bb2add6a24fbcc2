import { createHash } from 'node:crypto';
import { type Queryable, type Tenant, WeftError } from '@app/snapshot-core';
import { findModel, type StoredModel } from '../catalog/models.ts';
import { unknownModel } from '../catalog/unknown-model.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { pathText } from '../weft-file/parse-weft-file.ts';
import type { Finding } from '../weft-file/place.ts';
import { overlaid } from './overlaid.ts';
import { CONFIG_DOCUMENT, readOverlays } from './tenant-config.ts';

/** A model as it is in force for one tenant. */
export interface ModelInForce {
  model: UnifiedModel;
  /** Changes whenever the model or the tenant's overlay of it does: `3`, or `3+9f86d081884c` with an overlay. */
  version: string;
}

/**
 * A model as it is in force for a tenant: the one of the catalog with what the tenant's config.json lays over it.
 * @throws WeftError `unknown_model`; `invalid` naming tenant, model and every fault when the overlay does not fit the
 *   model any more
 */
export async function modelFor(
  db: Queryable,
  tenant: Pick<Tenant, 'name' | 'schemaName'>,
  name: string,
): Promise<ModelInForce> {
  const { stored, overlay, model, findings } = await readModelFor(db, tenant, name);
  if (findings.length > 0) throw unfit(tenant.name, stored, findings);
  return { model, version: versionOf(stored.version, overlay) };
}

/**
 * The same for those who show unified records: while an overlay does not fit its model, records stay as they are, and are
 * shown by the fields of the model alone.
 * @throws WeftError `unknown_model`
 */
export async function shownModel(
  db: Queryable,
  tenant: Pick<Tenant, 'name' | 'schemaName'>,
  name: string,
): Promise<UnifiedModel> {
  const { stored, model, findings } = await readModelFor(db, tenant, name);
  return findings.length > 0 ? stored.model : model;
}

/** What a model is made of for a tenant, and what is wrong with that. */
export async function readModelFor(db: Queryable, tenant: Pick<Tenant, 'schemaName'>, name: string) {
  const stored = await findModel(db, name);
  if (!stored) throw await unknownModel(db, name);
  const overlays = await readOverlays(db, tenant);
  const overlay = Object.hasOwn(overlays, name) ? overlays[name] : undefined;
  return { stored, overlay, ...overlaid(stored, overlay) };
}

/** `3` of a model as it is, `3+9f86d081884c` with an overlay. The order of its members counts, as that of fields does. */
export function versionOf(version: number, overlay: unknown): string {
  if (overlay === undefined || overlay === null) return String(version);
  return `${version}+${createHash('sha256').update(JSON.stringify(overlay)).digest('hex').slice(0, 12)}`;
}

function unfit(tenant: string, { model, version }: StoredModel, findings: readonly Finding[]): WeftError {
  const listed = findings.map(({ path, message }) => `${pathText(path)} ${message}`).join('; ');
  return new WeftError(
    'invalid',
    `what ${CONFIG_DOCUMENT} of tenant "${tenant}" lays over model "${model.name}" does not fit version ${version} of it: ${listed}`,
    `Correct the tenant's ${CONFIG_DOCUMENT}, or the model; until then the unified records stay as they are.`,
  );
}
