import type { Linkage } from '../../linkage/linkage.ts';
import { strengthOf } from '../../match/shared-values.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { hashKind, hashValue, type KeyHash, textOfHash } from '../../store/key-hash.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { placeOfKey, type RecordKeys } from './key-table.ts';

/** Puts the keys of a stored projection, each once, in the place of what a list held. */
export function fillKeys(model: UnifiedModel, linkage: Linkage, projection: string | null, keys: RecordKeys): void {
  keys.length = 0;
  if (projection === null) return;
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
    if (placeOfKey(keys, high, low) >= 0) return;
    const at = keys.length;
    keys.high[at] = high;
    keys.low[at] = low;
    keys.cap[at] = hasWide ? linkage.capOf(name, textOfHash(scratch)) : kind.cap;
    keys.strength[at] = kind.strength;
    keys.length = at + 1;
  });
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
