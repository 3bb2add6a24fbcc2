import { didYouMean } from '../weft-file/did-you-mean.ts';
import type { Finding } from '../weft-file/place.ts';
import { withoutRemoved } from './without-removed.ts';
import { isObject, objectOf, type Written } from './written.ts';

/**
 * Where an overlay goes into what is there, attribute by attribute; everything else is one attribute, which it replaces
 * as a whole: a mapping of one form must not be mixed with one of another. `*` is any name.
 */
const MERGED: readonly (readonly string[])[] = [
  [],
  ['fields'],
  ['sources'],
  ['sources', '*'],
  ['sources', '*', 'map'],
  ['match'],
  ['survive'],
  ['relations'],
  ['relations', '*'],
  ['relations', '*', 'from'],
  ['rollups'],
  ['*'],
];

/** Where the names are the user's own, not options that may be spelled in two ways. */
const OWN_NAMES: readonly (readonly string[])[] = [
  ['fields'],
  ['sources'],
  ['sources', '*', 'map'],
  ['survive'],
  ['relations'],
  ['relations', '*', 'from'],
  ['rollups'],
];

/**
 * A model as a tenant's overlay makes it: what the overlay mentions replaces what the model says, null takes it out.
 * Whatever of the model refers to a field or source that is taken out goes with it: mappings, rules, survivorship.
 */
export function mergeOverlay(base: Written, overlay: Written): Written {
  return mergeAt([], withoutRemoved(base, overlay), overlay);
}

function mergeAt(path: readonly string[], base: Written, overlay: Written): Written {
  const merged = new Map(Object.entries(base));
  for (const [written, value] of Object.entries(overlay)) {
    const key = OWN_NAMES.some((own) => fits(own, path)) ? written : spellingIn(merged, written);
    const there = merged.get(key);
    const within = [...path, key];
    if (value === null) merged.delete(key);
    else if (isObject(value) && isObject(there ?? {}) && MERGED.some((each) => fits(each, within))) {
      merged.set(key, mergeAt(within, (there ?? {}) as Written, value));
    } else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

/**
 * Where an overlay takes out a name that the model does not have: most likely a slip, and what was meant stays. To be told
 * when an overlay is put, not by runs: the model may have given up the name since. An option may be set back to its default whether it
 * was set or not.
 */
export function pointlessRemovals(base: Written, overlay: Written, path: readonly string[] = []): Finding[] {
  const isOwn = OWN_NAMES.some((own) => fits(own, path));
  return Object.entries(overlay).flatMap(([key, value]): Finding[] => {
    const within = [...path, key];
    const there = Object.hasOwn(base, key) ? base[key] : undefined;
    if (value === null && isOwn && there === undefined) {
      return [{ path: within, message: `is not there to be taken out${didYouMean(key, Object.keys(base))}` }];
    }
    const goesOn = isObject(value) && MERGED.some((each) => fits(each, within));
    return goesOn ? pointlessRemovals(objectOf(there), value, within) : [];
  });
}

/** The key under which the model has an option that the overlay may write in the other spelling (updatedAt, updated_at). */
function spellingIn(known: ReadonlyMap<string, unknown>, written: string): string {
  return [...known.keys()].find((key) => snakeCase(key) === snakeCase(written)) ?? written;
}

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const fits = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length && pattern.every((step, i) => step === '*' || step === path[i]);
