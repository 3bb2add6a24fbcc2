/** Numbers of one value among those of others: `all[from]` up to `all[to - 1]`. */
export interface Numbers {
  all: Uint32Array;
  from: number;
  to: number;
}

/** What two sketches tell: that any level is possible, that the comparison says nothing, that only the last level is possible. */
export const UNSURE = 0;
export const SILENT = -1;
export const APART = 127;

/**
 * A few numbers that tell most values apart without the values themselves: nearly all pairs that are compared are no matches, and
 * making a record's values takes a hundred times as long.
 */
export interface Sketch<V> {
  /** 32-bit numbers without sign; none where a value cannot be told from others this way. */
  of(value: V): readonly number[];
  /** UNSURE, SILENT, APART or the first level that is possible, of two values that have numbers. Symmetric. */
  tell(x: Numbers, y: Numbers): number;
}

/** Which letters a text has, folded into 26 bits: one letter more, less or another changes two of them at most. */
export function lettersIn(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) letters |= 1 << (text.charCodeAt(at) % 26);
  return letters;
}

/** A hash of a text, 32 bits without sign (FNV-1a of its units). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
