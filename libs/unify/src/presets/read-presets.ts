import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Written } from '../overlay/written.ts';

/** Models that `preset: …` in a model takes over. */
export const MODEL_PRESETS = ['company', 'person', 'invoice', 'product'] as const;
export type ModelPreset = (typeof MODEL_PRESETS)[number];

/** A ready model in the form it would have in weft.yaml. Read from its file once. */
export function modelPreset(name: ModelPreset): Written {
  return read(name);
}

/** What is known of connectors: name → definition, in the form of `integrations:` in weft.yaml. */
export function integrationPresets(): Readonly<Record<string, Written>> {
  return read('integrations').integrations as Readonly<Record<string, Written>>;
}

const known = new Map<string, Written>();

function read(name: string): Written {
  let preset = known.get(name);
  if (preset === undefined) {
    preset = parse(readFileSync(new URL(`./${name}.yaml`, import.meta.url), 'utf8'), {
      merge: true,
      stringKeys: true,
    }) as Written;
    known.set(name, preset);
  }
  return preset;
}
