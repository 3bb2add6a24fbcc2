import { mergeOverlay } from '../overlay/merge-overlay.ts';
import { isObject, type Written } from '../overlay/written.ts';
import { integrationPresets, MODEL_PRESETS, modelPreset } from '../presets/read-presets.ts';
import type { Place } from './place.ts';

/** Connector → the integrations of the file that are of it; a connector that none is of goes by its own name. */
export type Connectors = ReadonlyMap<string, readonly string[]>;

/**
 * A model with the preset that it names, if it does, laid under it: what the model says itself wins, attribute by attribute, and
 * null takes out what the preset has.
 */
export function expandPreset(model: Place, connectors: Connectors = new Map()): Place {
  if (!isObject(model.value) || !Object.hasOwn(model.value, 'preset')) return model;
  const { preset: _, ...own } = model.value;
  const named = model
    .entries('options')
    .find(([key]) => key === 'preset')?.[1]
    .oneOf(MODEL_PRESETS);
  const value = named === undefined ? own : mergeOverlay(renamed(modelPreset(named), connectors), own);
  return model.as(value);
}

/** The connectors of the integrations that name one: `crm: { preset: salesforce }`. */
export function connectorsOf(integrations: Place): Connectors {
  const connectors = new Map<string, string[]>();
  for (const [name, { value }] of integrations.entries('integrations')) {
    const connector = isObject(value) ? value.preset : undefined;
    if (typeof connector === 'string') connectors.set(connector, [...(connectors.get(connector) ?? []), name]);
    else if (Object.hasOwn(integrationPresets(), name)) connectors.set(name, [...(connectors.get(name) ?? []), name]);
  }
  return connectors;
}

/** The preset's sources and orders of trust, under the names that the file's integrations have. */
function renamed(preset: Written, connectors: Connectors): Written {
  const namesOf = (source: string): string[] => {
    const [connector = '', ...stream] = source.split('.');
    return (connectors.get(connector) ?? [connector]).map((name) => [name, ...stream].join('.'));
  };
  const sources = Object.entries(preset.sources as Written).flatMap(([source, definition]) =>
    namesOf(source).map((name) => [name, definition] as const),
  );
  const survive = Object.entries(preset.survive as Written).map(
    ([field, rule]) => [field, Array.isArray(rule) ? (rule as string[]).flatMap(namesOf) : rule] as const,
  );
  return { ...preset, sources: Object.fromEntries(sources), survive: Object.fromEntries(survive) };
}
