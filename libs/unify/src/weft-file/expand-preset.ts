import { mergeOverlay, pointlessRemovals } from '../overlay/merge-overlay.ts';
import { isObject, objectOf, type Written } from '../overlay/written.ts';
import { integrationPresets, MODEL_PRESETS, modelPreset } from '../presets/read-presets.ts';
import type { Place } from './place.ts';
import { type PresetNames, renamedPreset } from './renamed-preset.ts';

/** Of a model by itself. */
const NO_NAMES: PresetNames = { connectors: new Map(), models: new Map() };

/**
 * A model with the preset that it names, if it does, laid under it: what the model says itself wins, attribute by attribute, and
 * null takes out what the preset has.
 */
export function expandPreset(model: Place, names: PresetNames = NO_NAMES): Place {
  if (!isObject(model.value) || !Object.hasOwn(model.value, 'preset')) return model;
  const { preset: _, ...own } = model.value;
  const named = model
    .entries('options')
    .find(([key]) => key === 'preset')?.[1]
    .oneOf(MODEL_PRESETS);
  if (named === undefined) return model.as(own);
  const known = modelPreset(named);
  const preset = renamedPreset(known, names, own);
  // Of relations and roll-ups, those are left out whose models the file lacks: they may be taken out all the same.
  const all = {
    ...preset,
    relations: { ...objectOf(known.relations), ...objectOf(preset.relations) },
    rollups: { ...objectOf(known.rollups), ...objectOf(preset.rollups) },
  };
  for (const { path, message } of pointlessRemovals(all, own)) model.below(...path).fault(message);
  return model.as(mergeOverlay(preset, own));
}

/** The models of a file, each with its preset laid under it. */
export function expandPresets(models: Place, connectors: PresetNames['connectors']): [string, Place][] {
  const written = models.entries('models');
  const byPreset = new Map<string, string>();
  for (const [name, { value }] of written) {
    const preset = isObject(value) ? value.preset : undefined;
    // Of two, the one that is called as the preset is.
    if (typeof preset === 'string' && (!byPreset.has(preset) || name === preset)) byPreset.set(preset, name);
  }
  const names = { connectors, models: byPreset };
  const expanded = written.map(([name, model]) => [name, expandPreset(model, names)] as const);
  const values = new Map(expanded.map(([name, { value }]) => [name, objectOf(value)]));
  return expanded.map(([name, model], i) => [name, withoutIdleRollups(model, objectOf(written[i]![1].value), values)]);
}

/** Without the preset's roll-ups of a relation or field that the other model has taken out. */
function withoutIdleRollups(model: Place, own: Written, models: ReadonlyMap<string, Written>): Place {
  if (own.preset === undefined || !isObject(model.value) || !isObject(model.value.rollups)) return model;
  const rollups = Object.entries(model.value.rollups).filter(([name, rollup]) => {
    if (Object.hasOwn(objectOf(own.rollups), name) || !isObject(rollup)) return true;
    const other = models.get(rollup.of as string) ?? {};
    const isThere = (section: string, wanted: unknown): boolean =>
      Object.hasOwn(objectOf(other[section]), wanted as string);
    return isThere('relations', rollup.by) && (rollup.sum === undefined || isThere('fields', rollup.sum));
  });
  return model.as({ ...model.value, rollups: Object.fromEntries(rollups) });
}

/** The connectors of the integrations that name one: `crm: { preset: salesforce }`. */
export function connectorsOf(integrations: Place): PresetNames['connectors'] {
  const connectors = new Map<string, string[]>();
  for (const [name, { value }] of integrations.entries('integrations')) {
    const connector = isObject(value) ? value.preset : undefined;
    if (typeof connector === 'string') connectors.set(connector, [...(connectors.get(connector) ?? []), name]);
    else if (Object.hasOwn(integrationPresets(), name)) connectors.set(name, [...(connectors.get(name) ?? []), name]);
  }
  return connectors;
}
