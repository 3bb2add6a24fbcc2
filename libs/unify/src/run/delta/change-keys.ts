import type { PoolClient } from 'pg';
import type { Linkage } from '../../linkage/linkage.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { type HeldKey, replaceKeys } from '../../store/match-keys.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import { beside } from '../beside.ts';
import { type ChangedMember, writeMembers } from './changed-members.ts';
import { KnownKeys } from './known-keys.ts';
import { type CappedKey, keysOf } from './member-keys.ts';

/** Members whose keys, and who holds these, are remembered from here to scoring: some 20 MB. */
const MOST_REMEMBERED = 3000;

/** What came of {@link changeKeys}. */
export interface ChangedKeyHolders {
  /** The keys of which there are more or fewer holders now, and by how many. */
  deltas: (CappedKey & { delta: number })[];
  /** By member: the keys that it holds now; of the first few thousand. */
  held: Map<number, CappedKey[]>;
  /** What was read of these. */
  known: KnownKeys;
}

/** Members whose keys are written and looked up while those of as many more are made. */
const BATCH = 250;

/** Brings changed members and their keys up to date. */
export async function changeKeys(
  tx: PoolClient,
  tables: ModelTables,
  model: UnifiedModel,
  linkage: Linkage,
  changed: readonly ChangedMember[],
): Promise<ChangedKeyHolders> {
  const held = new Map<number, CappedKey[]>();
  const known = new KnownKeys();
  const deltas = new Map<string, CappedKey & { delta: number }>();
  const count = (key: CappedKey, by: number) => {
    const counted = deltas.get(key.hash);
    if (counted) counted.delta += by;
    else deltas.set(key.hash, { ...key, delta: by });
  };
  const differences = (batch: readonly ChangedMember[]) => {
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
        count(key, 1);
      }
      for (const key of without(old, now)) {
        lost.push({ hash: key.hash, member: id });
        count(key, -1);
        if (isRemembered) wanted.push(key);
      }
    }
    return { lost, gained, wanted };
  };
  let statements = writeMembers(tx, tables, changed);
  for (let from = 0; from < changed.length; from += BATCH) {
    const [, made] = await beside(statements, () => differences(changed.slice(from, from + BATCH)));
    known.follow(made.lost, made.gained);
    statements = replaceKeys(tx, tables, made.lost, made.gained).then(() => known.look(tx, tables, made.wanted));
  }
  await statements;
  return { deltas: [...deltas.values()].filter(({ delta }) => delta !== 0), held, known };
}

/** Keys of one list that are not in the other. */
function without(keys: readonly CappedKey[], others: readonly CappedKey[]): readonly CappedKey[] {
  if (others.length === 0) return keys;
  return keys.filter(({ hash }) => !others.some((other) => other.hash === hash));
}
