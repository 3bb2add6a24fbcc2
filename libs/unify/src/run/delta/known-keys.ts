import type { Queryable } from '@app/snapshot-core';
import { limitOf } from '../../store/match-keys.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import { readKeys } from '../../store/read-keys.ts';
import { OPEN, type StoredKeys } from '../../store/stored-keys.ts';
import { int32List } from '../full/number-list.ts';
import { KeyTable } from './key-table.ts';

/** Who holds which values, looked up as the values are met, and followed while a run changes it. */
export class KnownKeys {
  readonly table = new KeyTable();
  /** What Postgres told, statement by statement. */
  private readonly told: StoredKeys[] = [];
  /** By key: which of these tells of it, -1 where none does, and its place there. */
  private readonly source = int32List();
  private readonly place = int32List();

  /** Looks up what is not known yet. What is gained or lost meanwhile has to be followed afterwards. */
  async look(tx: Queryable, tables: ModelTables, keys: Iterable<number>): Promise<void> {
    while (this.source.length < this.table.size) this.source.push(-1);
    const wanted: number[] = [];
    for (const key of keys) {
      if (this.source.array[key] !== -1) continue;
      this.source.array[key] = this.told.length; // it comes once
      wanted.push(key);
    }
    await this.read(tx, tables, wanted, false);
  }

  /** Looks up some keys, and reads more of those of which what was read does not tell enough. */
  async settle(tx: Queryable, tables: ModelTables, keys: Iterable<number>): Promise<void> {
    const all = [...new Set(keys)];
    await this.look(tx, tables, all);
    await this.read(
      tx,
      tables,
      all.filter((key) => this.verdict(key) === OPEN),
      true,
    );
  }

  /** Takes up what a member has gained or lost since what is known was read. */
  follow(key: number, member: number, isGone: boolean): void {
    const source = key < this.source.length ? this.source.array[key]! : -1;
    if (source >= 0) this.told[source]!.follow(this.place.array[key]!, member, isGone);
  }

  /** See `StoredKeys`; of a key that was looked up. */
  verdict(key: number): number {
    const { cap, delta } = this.table;
    return this.told[this.source.array[key]!]!.verdict(this.place.array[key]!, cap[key]!, delta[key]!);
  }

  /** Tells of the holders of a key that is settled. */
  eachHolder(key: number, take: (member: number) => void): void {
    this.told[this.source.array[key]!]!.eachHolder(this.place.array[key]!, take);
  }

  private async read(tx: Queryable, tables: ModelTables, keys: readonly number[], all: boolean): Promise<void> {
    if (keys.length === 0) return;
    const { cap, delta } = this.table;
    const most = Uint16Array.from(keys, (key) => limitOf(cap[key]!, delta[key]!));
    const stored = await readKeys(tx, tables, this.table.bytesOf(keys), most, all);
    while (this.place.length < this.table.size) this.place.push(0);
    keys.forEach((key, i) => {
      this.source.array[key] = this.told.length;
      this.place.array[key] = i;
    });
    this.told.push(stored);
  }
}
