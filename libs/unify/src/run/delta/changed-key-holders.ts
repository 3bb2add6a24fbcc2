import type { PoolClient } from 'pg';
import type { Linkage } from '../../linkage/linkage.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { replaceKeys } from '../../store/match-keys.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import type { ChangedMember } from './changed-members.ts';
import { placeOfKey, type RecordKeys, recordKeys } from './key-table.ts';
import { KnownKeys } from './known-keys.ts';
import { fillKeys } from './member-keys.ts';

/** Members whose keys are remembered until they are scored: some 100 bytes each. */
const MOST_REMEMBERED = 3000;

/** What some members have lost and gained: keys and members one by one. */
export interface KeyDifferences {
  lost: { keys: number[]; members: number[] };
  gained: { keys: number[]; members: number[] };
  /** Of these, those to be looked up at once: the others are while pairs are scored, when Postgres has less to do. */
  wanted: number[];
}

export const noDifferences = (): KeyDifferences => ({
  lost: { keys: [], members: [] },
  gained: { keys: [], members: [] },
  wanted: [],
});

/** The keys of changed members: what they lose and gain, batch by batch, and who else holds them. */
export class ChangedKeyHolders {
  /** By member: the keys that it holds now; of the first few thousand. */
  readonly held = new Map<number, Int32Array>();
  readonly known = new KnownKeys();
  private readonly old = recordKeys();
  private readonly now = recordKeys();

  constructor(
    private readonly model: UnifiedModel,
    private readonly linkage: Linkage,
  ) {}

  /** The keys of which there are more or fewer holders now. */
  get counted(): number[] {
    const { delta, size } = this.known.table;
    const counted: number[] = [];
    for (let key = 0; key < size; key += 1) if (delta[key] !== 0) counted.push(key);
    return counted;
  }

  /** Adds to a batch's differences what of a member's keys is another. */
  change({ id, before, after }: ChangedMember, { lost, gained, wanted }: KeyDifferences): void {
    const { held, model, linkage, old, now } = this;
    const { table } = this.known;
    fillKeys(model, linkage, before, old);
    fillKeys(model, linkage, after, now);
    const [lostBefore, gainedBefore] = [lost.keys.length, gained.keys.length];
    this.note(id, old, now, -1, lost);
    this.note(id, now, old, 1, gained);
    if (held.size >= MOST_REMEMBERED) return;
    held.set(
      id,
      Int32Array.from({ length: now.length }, (_, i) => table.numberOf(now, i)),
    );
    wanted.push(...lost.keys.slice(lostBefore), ...gained.keys.slice(gainedBefore));
  }

  /** Writes a batch's differences and looks up who holds these keys, while those of the next may be made. */
  async write(tx: PoolClient, tables: ModelTables, { lost, gained, wanted }: KeyDifferences): Promise<void> {
    const { known } = this;
    const hashes = known.table.bytesOf([...lost.keys, ...gained.keys]);
    const members = [...lost.members, ...gained.members];
    await replaceKeys(tx, tables, { hashes, members, lost: lost.members.length });
    await known.look(tx, tables, wanted);
  }

  /** Takes up what members have lost and gained since what is known was read. */
  follow({ lost, gained }: KeyDifferences): void {
    lost.keys.forEach((key, i) => this.known.follow(key, lost.members[i]!, true));
    gained.keys.forEach((key, i) => this.known.follow(key, gained.members[i]!, false));
  }

  /** Notes a member's keys that are not among others. */
  private note(
    member: number,
    keys: RecordKeys,
    others: RecordKeys,
    by: number,
    to: { keys: number[]; members: number[] },
  ): void {
    const { table } = this.known;
    for (let i = 0; i < keys.length; i += 1) {
      if (placeOfKey(others, keys.high[i]!, keys.low[i]!) >= 0) continue;
      const number = table.numberOf(keys, i);
      table.delta[number]! += by;
      to.keys.push(number);
      to.members.push(member);
    }
  }
}
