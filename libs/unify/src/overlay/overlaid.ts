import type { StoredModel } from '../catalog/models.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { type Finding, Place } from '../weft-file/place.ts';
import { readModel } from '../weft-file/read-model.ts';
import { mergeOverlay } from './merge-overlay.ts';
import { isObject, type Written } from './written.ts';

/** A model with a tenant's overlay applied, and what is wrong with that; where anything is, the model is not usable. */
export interface Overlaid {
  model: UnifiedModel;
  /** The model as weft.yaml would have it. */
  written: Written;
  /** Paths are those of config.json. */
  findings: readonly Finding[];
}

/** Lays what a tenant's config.json says of a model over it; null and undefined say nothing. */
export function overlaid({ model, written }: Pick<StoredModel, 'model' | 'written'>, overlay: unknown): Overlaid {
  if (overlay === undefined || overlay === null) return { model, written, findings: [] };
  const path = ['models', model.name];
  if (!isObject(overlay)) {
    const message = 'must be a mapping of options, as under `models:` in weft.yaml';
    return { model, written, findings: [{ path, message }] };
  }
  const findings: Finding[] = [];
  const merged = mergeOverlay(written, overlay);
  return { model: readModel(model.name, new Place(merged, path, findings)), written: merged, findings };
}

/** What is wrong with a tenant's overlay of a model. */
export const overlayFindings = (stored: StoredModel, overlay: unknown): readonly Finding[] =>
  overlaid(stored, overlay).findings;
