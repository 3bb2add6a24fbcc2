import type { PoolClient } from 'pg';
import type { Linkage } from '../../linkage/linkage.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { type HeldKey, replaceKeys } from '../../store/match-keys.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import type { ChangedMember } from './changed-members.ts';
import { KnownKeys } from './known-keys.ts';
import { type CappedKey, keysOf } from './member-keys.ts';

/** Members whose keys, and who holds these, are remembered until they are scored: some 20 MB. */
const MOST_REMEMBERED = 3000;

/** What some members have lost and gained. */
export interface KeyDifferences {
  lost: HeldKey[];
  gained: HeldKey[];
  /** Keys to be looked up. */
  wanted: CappedKey[];
}

/** The keys of changed members: what they lose and gain, batch by batch, and who else holds them. */
export class ChangedKeyHolders {
  /** By member: the keys that it holds now; of the first few thousand. */
  readonly held = new Map<number, CappedKey[]>();
  /** What was read of these. */
  readonly known = new KnownKeys();
  private readonly counted = new Map<string, CappedKey & { delta: number }>();

  constructor(
    private readonly model: UnifiedModel,
    private readonly linkage: Linkage,
  ) {}

  /** The keys of which there are more or fewer holders now, and by how many. */
  get deltas(): (CappedKey & { delta: number })[] {
    return [...this.counted.values()].filter(({ delta }) => delta !== 0);
  }

  differences(batch: readonly ChangedMember[]): KeyDifferences {
    const { held, model, linkage } = this;
    const [gained, lost, wanted]: [HeldKey[], HeldKey[], CappedKey[]] = [[], [], []];
    for (const { id, before, after } of batch) {
      const [old, now] = [keysOf(model, linkage, before), keysOf(model, linkage, after)];
      const isRemembered = held.size < MOST_REMEMBERED;
      if (isRemembered) {
        held.set(id, now);
        wanted.push(...now);
      }
      for (const key of without(now, old)) {
        gained.push({ hash: key.hash, member: id });
        this.count(key, 1);
      }
      for (const key of without(old, now)) {
        lost.push({ hash: key.hash, member: id });
        this.count(key, -1);
        if (isRemembered) wanted.push(key);
      }
    }
    return { lost, gained, wanted };
  }

  /** Writes a batch's differences and looks up who holds its keys, while those of the next may be made. */
  async write(tx: PoolClient, tables: ModelTables, { lost, gained, wanted }: KeyDifferences): Promise<void> {
    await replaceKeys(tx, tables, lost, gained);
    await this.known.look(tx, tables, wanted);
  }

  private count(key: CappedKey, by: number): void {
    const counted = this.counted.get(key.hash);
    if (counted) counted.delta += by;
    else this.counted.set(key.hash, { ...key, delta: by });
  }
}

/** Keys of one list that are not in the other. */
function without(keys: readonly CappedKey[], others: readonly CappedKey[]): readonly CappedKey[] {
  if (others.length === 0) return keys;
  return keys.filter(({ hash }) => !others.some((other) => other.hash === hash));
}
