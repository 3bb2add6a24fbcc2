import { type Queryable, tenantSchema } from '@app/snapshot-core';
import { listStoredModels } from '../catalog/models.ts';
import { sourceName } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { overlaid } from './overlaid.ts';
import { readOverlays } from './tenant-config.ts';

/**
 * The models that one of these streams of a tenant feeds, also by its config.json alone. While that does not fit a model,
 * the model's own sources count as well: the run that follows tells what is wrong.
 * @param tenant name of one that need not be there yet
 */
export async function modelsFedBy(
  db: Queryable,
  tenant: string,
  streams: readonly { integration: string; stream: string }[],
): Promise<UnifiedModel[]> {
  const names = new Set(streams.map(sourceName));
  const overlays = await readOverlays(db, { schemaName: tenantSchema(tenant) });
  return (await listStoredModels(db)).flatMap((stored) => {
    const { model, findings } = overlaid(stored, overlays[stored.model.name]);
    const sources = findings.length > 0 ? [...model.sources, ...stored.model.sources] : model.sources;
    return sources.some((source) => names.has(sourceName(source))) ? [model] : [];
  });
}
