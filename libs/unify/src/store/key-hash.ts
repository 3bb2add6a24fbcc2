import type { MatchKey } from '../match/match-keys.ts';

/** 64 bits that stand for a match key, in two halves (signed 32-bit integers). */
export interface KeyHash {
  high: number;
  low: number;
}

/**
 * Hashes a key to 64 bits: each key of each record is kept, and values of any length would take four times as much. Two keys with
 * one hash (among ten million, one chance in 370,000) cost a candidate pair that the score then refuses. The lanes mix as MurmurHash3 does (Austin Appleby, public domain), two texts' units at a time.
 */
export function hashKey({ kind, value }: MatchKey, out: KeyHash): void {
  hashValue(hashKind(kind), value, out);
}

/** What the hashes of all keys of a kind begin with: worked out once, as a kind is as long as most values. */
export function hashKind(kind: string): Readonly<KeyHash> {
  const begun = { high: 0x9747b28c | 0, low: 0x1b873593 };
  mix(kind, begun);
  return begun;
}

/** The hash of a key from that of its kind. */
export function hashValue(kind: Readonly<KeyHash>, value: string, out: KeyHash): void {
  out.high = kind.high;
  out.low = kind.low;
  mix(value, out);
  const { high, low } = out;
  out.high = finish(high ^ (low >>> 7));
  out.low = finish(low ^ Math.imul(high, 5));
}

function mix(text: string, hash: KeyHash): void {
  let { high, low } = hash;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    high = rotate(Math.imul(high ^ unit, 0xcc9e2d51), 15);
    low = (rotate(Math.imul(low ^ unit, 0x85ebca6b), 13) + high) | 0;
  }
  hash.high = Math.imul(high ^ text.length, 0x1b873593);
  hash.low = Math.imul(low ^ ~text.length, 0xc2b2ae35);
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/** The finaliser of MurmurHash3: every bit of the answer depends on every bit. */
function finish(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const scratch: KeyHash = { high: 0, low: 0 };

/** Bytes of a hash. */
export const HASH_BYTES = 8;

/** The hash of a key as a text, see {@link textOfHash}. */
export function hashText(key: MatchKey): string {
  hashKey(key, scratch);
  return textOfHash(scratch);
}

/** A hash as a text of four units, which serves as the key of a map; not to be shown. */
export function textOfHash({ high, low }: Readonly<KeyHash>): string {
  return String.fromCharCode(high >>> 16, high & 0xffff, low >>> 16, low & 0xffff);
}

/** Hashes one after the other, as bytes: they sort as the numbers without sign do. */
export const hashBytes = (hashes: readonly string[]): Buffer => Buffer.from(hashes.join(''), 'utf16le').swap16();
