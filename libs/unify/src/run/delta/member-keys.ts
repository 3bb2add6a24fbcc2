import type { Linkage } from '../../linkage/linkage.ts';
import { strengthOf } from '../../match/shared-values.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { hashKind, hashValue, type KeyHash, textOfHash } from '../../store/key-hash.ts';
import { parseProjection } from '../../store/projection-text.ts';

/** A key's hash, and how many may hold it before it is generic. */
export interface CappedKey {
  hash: string;
  cap: number;
  /** What sharing it counts, see `ENOUGH`. */
  strength: number;
}

/** The keys of a stored projection, each once. */
export function keysOf(model: UnifiedModel, linkage: Linkage, projection: string | null): CappedKey[] {
  const keys: CappedKey[] = [];
  if (projection === null) return keys;
  const kinds = kindsOf(linkage);
  const hasWide = (linkage.weights.wide ?? []).length > 0;
  linkage.emitKeys(parseProjection(model, projection), (name, value) => {
    let kind = kinds.get(name);
    if (kind === undefined) {
      kind = { begun: hashKind(name), cap: linkage.capOf(name), strength: strengthOf(linkage.isWeak(name)) };
      kinds.set(name, kind);
    }
    hashValue(kind.begun, value, scratch);
    const { high, low } = scratch;
    // Among two dozen, looking is quicker than a set.
    for (let i = 0; i < keys.length; i += 1) if (lows[i] === low && highs[i] === high) return;
    highs[keys.length] = high;
    lows[keys.length] = low;
    const hash = textOfHash(scratch);
    keys.push({ hash, cap: hasWide ? linkage.capOf(name, hash) : kind.cap, strength: kind.strength });
  });
  return keys;
}

/** What is the same for all keys of a kind. */
interface Kind {
  begun: Readonly<KeyHash>;
  cap: number;
  strength: number;
}

function kindsOf(linkage: Linkage): Map<string, Kind> {
  let kinds = kindsKnown.get(linkage);
  if (kinds === undefined) kindsKnown.set(linkage, (kinds = new Map()));
  return kinds;
}

const kindsKnown = new WeakMap<Linkage, Map<string, Kind>>();
const scratch: KeyHash = { high: 0, low: 0 };
/** Hashes of the record at hand. */
const [highs, lows]: [number[], number[]] = [[], []];
