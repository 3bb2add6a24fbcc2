import { createHash } from 'node:crypto';
import { type Queryable, type Tenant, WeftError } from '@app/snapshot-core';
import { findModel, type StoredModel } from '../catalog/models.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { checkModel } from '../weft-file/parse-weft-file.ts';
import type { WeftFileFault } from '../weft-file/weft-file-error.ts';
import { mergeOverlay } from './merge-overlay.ts';
import { CONFIG_DOCUMENT, readOverlays } from './tenant-config.ts';
import { isObject } from './written.ts';

/** A model as it is in force for one tenant. */
export interface ModelInForce {
  model: UnifiedModel;
  /** Changes whenever the model or the tenant's overlay of it does: `3`, or `3+9f86d081884c` with an overlay. */
  version: string;
}

/**
 * A model as it is in force for a tenant: the one of the catalog with what the tenant's config.json lays over it.
 * @throws WeftError `unknown_model`; `invalid` naming tenant, model and every fault when the overlay does not fit the
 *   model (any more)
 */
export async function modelFor(
  db: Queryable,
  tenant: Pick<Tenant, 'name' | 'schemaName'>,
  name: string,
): Promise<ModelInForce> {
  const stored = await findModel(db, name);
  if (!stored) {
    throw new WeftError(
      'unknown_model',
      `there is no unified model "${name}"`,
      'Declare it under `models:` in weft.yaml and apply that file, or check the spelling.',
    );
  }
  const overlay = (await readOverlays(db, tenant))[name];
  if (overlay === undefined || overlay === null) return { model: stored.model, version: String(stored.version) };
  const { model, faults } = overlaid(stored, overlay);
  if (faults.length > 0) throw unfit(tenant.name, stored, faults);
  return { model, version: `${stored.version}+${fingerprint(overlay)}` };
}

/** The model that an overlay makes of one, with every fault of the result; paths are those of config.json. */
export function overlaid(
  { model: { name }, written }: StoredModel,
  overlay: unknown,
): { model: UnifiedModel; faults: readonly WeftFileFault[] } {
  if (isObject(overlay)) return checkModel(name, mergeOverlay(written, overlay), ['models', name]);
  const message = 'must be a mapping of options, as under `models:` in weft.yaml';
  return { model: checkModel(name, written, []).model, faults: [{ path: `models.${name}`, line: 0, message }] };
}

/** The order of its members counts: that of fields and sources means something. */
const fingerprint = (overlay: unknown): string =>
  createHash('sha256').update(JSON.stringify(overlay)).digest('hex').slice(0, 12);

function unfit(tenant: string, { model, version }: StoredModel, faults: readonly WeftFileFault[]): WeftError {
  const listed = faults.map(({ path, message }) => `${path} ${message}`).join('; ');
  return new WeftError(
    'invalid',
    `what ${CONFIG_DOCUMENT} of tenant "${tenant}" lays over model "${model.name}" does not fit version ${version} of it: ${listed}`,
    `Correct the tenant's ${CONFIG_DOCUMENT}, or the model; until then the unified records stay as they are.`,
  );
}
