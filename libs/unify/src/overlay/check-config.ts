import { type Queryable } from '@app/snapshot-core';
import { LineCounter, parseDocument } from 'yaml';
import { listStoredModels, type StoredModel } from '../catalog/models.ts';
import { didYouMean } from '../weft-file/did-you-mean.ts';
import type { Path } from '../weft-file/place.ts';
import { inOrder, pathText } from '../weft-file/parse-weft-file.ts';
import { type RelatedFault, relatedFaults } from '../weft-file/related-faults.ts';
import { WeftFileError, type WeftFileFault } from '../weft-file/weft-file-error.ts';
import { YamlLines } from '../weft-file/yaml-lines.ts';
import { pointlessRemovals } from './merge-overlay.ts';
import { overlaid, overlayFindings } from './overlaid.ts';
import { CONFIG_DOCUMENT } from './tenant-config.ts';
import { isObject, objectOf, type Written } from './written.ts';

/**
 * Checks what a tenant's config.json lays over the models, against the models as they are now.
 * @param text JSON
 * @throws WeftFileError with every fault, each with its path and line
 */
export async function checkConfig(db: Queryable, tenant: string, text: string): Promise<void> {
  const findings = await faultsOf(db, JSON.parse(text));
  if (findings.length === 0) return;
  // JSON is YAML, so that the reader of weft.yaml tells the lines.
  const counter = new LineCounter();
  const lines = new YamlLines(parseDocument(text, { lineCounter: counter, stringKeys: true }), counter);
  const faults = findings.map(({ path, message }): WeftFileFault => ({
    path: pathText(path),
    line: lines.lineOf(path),
    message,
  }));
  throw new WeftFileError(`${CONFIG_DOCUMENT} of tenant "${tenant}"`, inOrder(faults));
}

async function faultsOf(db: Queryable, config: unknown): Promise<{ path: Path; message: string }[]> {
  if (!isObject(config)) return [{ path: [], message: 'must be a JSON object' }];
  if (config.models === undefined || config.models === null) return [];
  if (!isObject(config.models)) return [{ path: ['models'], message: 'must be a mapping of models' }];
  const stored = new Map((await listStoredModels(db)).map((each) => [each.model.name, each]));
  const overlays = config.models;
  const findings = Object.entries(overlays).flatMap(([name, overlay]) => {
    const base = stored.get(name);
    if (base !== undefined) return [...overlayFindings(base, overlay), ...removalFindings(base, overlay)];
    return [{ path: ['models', name], message: `is no model${didYouMean(name, stored.keys())}` }];
  });
  return findings.length > 0 ? findings : brokenRollups([...stored.values()], overlays);
}

function removalFindings({ model, written }: StoredModel, overlay: unknown): { path: Path; message: string }[] {
  const findings = pointlessRemovals(written, objectOf(overlay));
  return findings.map(({ path, message }) => ({ path: ['models', model.name, ...path], message }));
}

/**
 * Roll-ups of other models that the overlays leave without what they ask for. What refers to a field within a model goes with it;
 * what another model shows would vanish from its records without a word.
 */
function brokenRollups(stored: readonly StoredModel[], overlays: Written): { path: Path; message: string }[] {
  const key = ({ model, rollup }: RelatedFault): string => `${model} ${rollup}`;
  const before = new Set(relatedFaults(stored.map(({ model }) => model)).map(key));
  const inForce = stored.map((each) => overlaid(each, overlays[each.model.name]).model);
  return relatedFaults(inForce)
    .filter((fault) => !before.has(key(fault)))
    .map(({ model, rollup, of, message }) => ({
      path: ['models', Object.hasOwn(overlays, of) ? of : model],
      message: `leaves roll-up ${rollup} of model ${model} without what it asks for: it ${message}; take that out, too: {"${model}": {"rollups": {"${rollup}": null}}}`,
    }));
}
