import { execute, type Queryable, sql } from '@app/snapshot-core';
import { hashBytes } from './key-hash.ts';
import type { ModelTables } from './model-tables.ts';
import { readKeys } from './read-keys.ts';
import { CROSSED, GENERIC, mostWanted, OPEN, type StoredKeys } from './stored-keys.ts';

/** Keys and the members that hold them, one by one. */
export interface HeldKeys {
  /** One after the other, see {@link hashBytes}. */
  hashes: Buffer;
  members: readonly number[];
  /** So many, the first of all, are held no more. */
  lost: number;
}

/**
 * Takes keys away from members and gives them others, which are none of those. Pages stay as they are: what differs from them is noted,
 * and what was noted and does not differ any more is taken out.
 */
export async function replaceKeys(
  tx: Queryable,
  { keyChange }: ModelTables,
  { hashes, members, lost }: HeldKeys,
): Promise<void> {
  if (members.length === 0) return;
  await execute(
    tx,
    sql`
      with incoming as materialized (
        select substr(asked.hashes, place::integer * 8 - 7, 8) as hash, member, place <= ${lost} as gone
        from (select ${hashes}::bytea as hashes) as asked
        cross join unnest(${`{${members.join(',')}}`}::integer[]) with ordinality as key (member, place)
      ),
      undone as (
        delete from ${keyChange} known
        using incoming
        where known.hash = incoming.hash and known.member = incoming.member
        returning known.hash, known.member
      )
      insert into ${keyChange} (hash, member, gone)
      select hash, member, gone
      from incoming
      where not exists (
        select from undone where undone.hash = incoming.hash and undone.member = incoming.member
      )`,
  );
}

/** A key value to look up. */
export interface WantedKey {
  hash: string;
  /** With more holders than this it is generic. */
  cap: number;
  /** How many holders more (or fewer) it has than when this run began. */
  delta: number;
}

export interface KeyHolders {
  /** Its holders, where it is or was not generic; else null. */
  members: number[] | null;
  /** More than its cap hold it now. */
  generic: boolean;
  /** It became generic in this run, or ceased to be. */
  crossed: boolean;
}

/** So many holders more are read than may be wanted: mostly nothing has to be read again, though some have left since the last full run. */
const NEAR = 20;

/** How many holders of a value are read, for a start. */
export const limitOf = (cap: number, delta: number): number => Math.min(mostWanted(cap, delta) + NEAR, 0xffff);

/** The holders of each key. A value that a hundred thousand hold costs no more than one at its cap, unless as many came or left. */
export async function holdersOf(tx: Queryable, tables: ModelTables, keys: readonly WantedKey[]): Promise<KeyHolders[]> {
  if (keys.length === 0) return [];
  const read = (some: readonly WantedKey[], all: boolean) =>
    readKeys(
      tx,
      tables,
      hashBytes(some.map(({ hash }) => hash)),
      Uint16Array.from(some, ({ cap, delta }) => limitOf(cap, delta)),
      all,
    );
  const found = await read(keys, false);
  const holders = keys.map((key, i) => holdersFrom(found, i, key));
  const open = keys.flatMap((_, i) => (holders[i] === undefined ? [i] : []));
  if (open.length > 0) {
    const whole = await read(
      open.map((i) => keys[i]!),
      true,
    );
    open.forEach((i, at) => (holders[i] = holdersFrom(whole, at, keys[i]!)));
  }
  return holders as KeyHolders[];
}

/** The holders of a key from what was read of it; undefined where more has to be read to tell. */
function holdersFrom(stored: StoredKeys, i: number, { cap, delta }: WantedKey): KeyHolders | undefined {
  const verdict = stored.verdict(i, cap, delta);
  if (verdict === OPEN) return undefined;
  if (verdict === GENERIC) return { members: null, generic: true, crossed: false };
  const members: number[] = [];
  stored.eachHolder(i, (member) => members.push(member));
  return { members, generic: (verdict & GENERIC) !== 0, crossed: (verdict & CROSSED) !== 0 };
}
