import type { Queryable } from '@app/snapshot-core';
import { type HeldKey, holdersFrom, type KeyHolders, NEAR, type WantedKey } from '../../store/match-keys.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import { noteAdded, noteGone, readKeys, type StoredKey } from '../../store/read-keys.ts';

/**
 * Who holds which values, looked up while a run is still changing it: Postgres finds those of some members while the keys of the next are
 * made, and what these gain and lose is followed here.
 */
export class KnownKeys {
  private readonly stored = new Map<string, StoredKey>();

  /** Looks up what is not known yet. What is gained or lost meanwhile has to be followed afterwards. */
  async look(tx: Queryable, tables: ModelTables, keys: readonly Omit<WantedKey, 'delta'>[]): Promise<void> {
    const wanted = new Map<string, number>();
    for (const { hash, cap } of keys) if (!this.stored.has(hash)) wanted.set(hash, cap + NEAR);
    if (wanted.size === 0) return;
    const hashes = [...wanted.keys()];
    const found = await readKeys(tx, tables, hashes, [...wanted.values()]);
    hashes.forEach((hash, i) => this.stored.set(hash, found[i]!));
  }

  /** Takes up what members have lost and gained since what is known was read. */
  follow(lost: readonly HeldKey[], gained: readonly HeldKey[]): void {
    for (const { hash, member } of lost) {
      const key = this.stored.get(hash);
      if (key === undefined) continue;
      if (key.added.includes(member)) key.added = key.added.filter((each) => each !== member);
      else noteGone(key, member);
    }
    for (const { hash, member } of gained) {
      const key = this.stored.get(hash);
      if (key === undefined) continue;
      if (key.gone.includes(member)) key.gone = key.gone.filter((each) => each !== member);
      else noteAdded(key, member);
    }
  }

  /** The holders of a key; undefined where it was not looked up, or more of it has to be read to tell. */
  holders(wanted: WantedKey): KeyHolders | undefined {
    const stored = this.stored.get(wanted.hash);
    return stored && holdersFrom(stored, wanted);
  }
}
