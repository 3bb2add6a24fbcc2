import type { PoolClient } from 'pg';
import type { Linkage } from '../../linkage/linkage.ts';
import { strengthOf } from '../../match/shared-values.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { hashText } from '../../store/key-hash.ts';
import { type HeldKey, replaceKeys } from '../../store/match-keys.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { beside } from '../beside.ts';
import type { ChangedMember } from './changed-members.ts';

/** A key's hash, and how many may hold it before it is generic. */
export interface CappedKey {
  hash: string;
  cap: number;
  /** What sharing it counts, see `ENOUGH`. */
  strength: number;
}

/** The keys of a stored projection, by hash. */
export function keysOf(model: UnifiedModel, linkage: Linkage, projection: string | null): Map<string, CappedKey> {
  const keys = projection === null ? [] : linkage.keysOf(parseProjection(model, projection));
  const capped = new Map<string, CappedKey>();
  for (const key of keys) {
    const hash = hashText(key);
    capped.set(hash, { hash, cap: linkage.capOf(key.kind), strength: strengthOf(linkage.isWeak(key.kind)) });
  }
  return capped;
}

/** Members whose keys are remembered from here to scoring: some 15 MB. */
const MOST_REMEMBERED = 5000;

/** What came of {@link changeKeys}. */
export interface ChangedKeyHolders {
  /** The keys of which there are more or fewer holders now, and by how many. */
  deltas: (CappedKey & { delta: number })[];
  /** By member: the keys that it holds now; of the first few thousand. */
  held: Map<number, CappedKey[]>;
}

/** Members whose keys are written while those of as many more are made. */
const BATCH = 250;

/** Brings the keys of changed members up to date. */
export async function changeKeys(
  tx: PoolClient,
  tables: ModelTables,
  model: UnifiedModel,
  linkage: Linkage,
  changed: readonly ChangedMember[],
): Promise<ChangedKeyHolders> {
  const held = new Map<number, CappedKey[]>();
  const deltas = new Map<string, CappedKey & { delta: number }>();
  const count = (key: CappedKey, by: number) => {
    const known = deltas.get(key.hash);
    if (known) known.delta += by;
    else deltas.set(key.hash, { ...key, delta: by });
  };
  const differences = (batch: readonly ChangedMember[]): { lost: HeldKey[]; gained: HeldKey[] } => {
    const [gained, lost]: [HeldKey[], HeldKey[]] = [[], []];
    for (const { id, before, after } of batch) {
      const [old, now] = [keysOf(model, linkage, before), keysOf(model, linkage, after)];
      if (held.size < MOST_REMEMBERED) held.set(id, [...now.values()]);
      for (const key of now.values()) {
        if (old.has(key.hash)) continue;
        gained.push({ hash: key.hash, member: id });
        count(key, 1);
      }
      for (const key of old.values()) {
        if (now.has(key.hash)) continue;
        lost.push({ hash: key.hash, member: id });
        count(key, -1);
      }
    }
    return { lost, gained };
  };
  let now = differences(changed.slice(0, BATCH));
  for (let from = BATCH; from < changed.length + BATCH; from += BATCH) {
    const written = replaceKeys(tx, tables, now.lost, now.gained);
    [, now] = await beside(written, () => differences(changed.slice(from, from + BATCH)));
  }
  return { deltas: [...deltas.values()].filter(({ delta }) => delta !== 0), held };
}
