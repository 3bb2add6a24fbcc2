import { type JsonObject, type JsonText } from './json-text.ts';

/**
 * A document after a JSON merge patch (RFC 7396): members of the patch replace or add, null removes, and a patch that
 * is no object replaces everything. What the patch does not mention stays as it was written.
 */
export function mergePatch(target: JsonText | undefined, patch: JsonText): JsonText {
  if (typeof patch === 'string') return patch;
  const merged = new Map(isObject(target) ? target : []);
  for (const [name, value] of patch) {
    if (value === 'null') merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return merged;
}

const isObject = (value: JsonText | undefined): value is JsonObject => value !== undefined && typeof value !== 'string';
