import { MAX_CLUSTER_SIZE } from '../cluster/cluster-region.ts';
import type { MatchKey } from '../match/match-keys.ts';
import { hashText } from '../store/key-hash.ts';
import type { Projection } from '../project/project-record.ts';
import { matching } from './large-entities.ts';
import type { Linkage } from './linkage.ts';
import { preparer } from './preparer.ts';
import { seededRandom, textHash } from './random.ts';

/** So many records may hold a value that one entity has so often: no cluster grows further. */
export const WIDE_CAP = MAX_CLUSTER_SIZE;
/** A value is looked at from this share of its kind's cap on, as it may have more holders among all records than in a sample of them … */
const SHARE_OF_CAP = 0.25;
/** … and from so many holders on. */
const LEAST_HOLDERS = 10;
/** Kinds of lower caps are places and the like, of which there are many. */
const LEAST_CAP = 40;
/** So many values at most, those first that have most holders. */
const MOST_VALUES = 3000;

/**
 * Values that are frequent because one entity has very many records, not because they say nothing: of pairs of their holders at least
 * half are matches. Told by their hashes, in order.
 */
export function wideValues(linkage: Linkage, records: readonly Projection[]): string[] {
  const holders = new Map<string, { key: MatchKey; records: number[] }>();
  for (const [record, projection] of records.entries()) {
    for (const key of linkage.keysOf(projection)) {
      if (linkage.isWeak(key.kind) || linkage.capOf(key.kind) < LEAST_CAP) continue;
      const id = `${key.kind}\n${key.value}`;
      const known = holders.get(id);
      if (known === undefined) holders.set(id, { key, records: [record] });
      else known.records.push(record);
    }
  }
  const frequent = [...holders].filter(([, { key, records: held }]) => {
    const least = Math.max(LEAST_HOLDERS, linkage.capOf(key.kind) * SHARE_OF_CAP);
    return held.length > least && held.length <= WIDE_CAP;
  });
  frequent.sort(([x, a], [y, b]) => b.records.length - a.records.length || (x < y ? -1 : 1));
  const prepare = preparer(linkage, records);
  const areOne = (a: number, b: number): boolean => linkage.edge(prepare(a), prepare(b))?.band === 'auto';
  return frequent
    .slice(0, MOST_VALUES)
    .filter(([id, { records: held }]) => matching(held, seededRandom(textHash(id)), areOne) > 0)
    .map(([, { key }]) => wideText(hashText(key)))
    .sort();
}

/** A hash (see key-hash.ts) as weights tell of it: 16 hexadecimal digits. */
const wideText = (hash: string): string =>
  Array.from({ length: hash.length }, (_, i) => hash.charCodeAt(i).toString(16).padStart(4, '0')).join('');

/** Which hashes are those of wide values. */
export function readWide(wide: readonly string[] = []): ReadonlySet<string> {
  return new Set(wide.map((text) => text.replace(/.{4}/g, (unit) => String.fromCharCode(parseInt(unit, 16)))));
}
