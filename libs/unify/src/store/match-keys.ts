import { execute, type Queryable, sql } from '@app/snapshot-core';
import { hashBytes } from './key-hash.ts';
import { readKeys, type StoredKey } from './read-keys.ts';
import type { ModelTables } from './model-tables.ts';

/** A match key's hash (see key-hash.ts) and the member that holds it. */
export interface HeldKey {
  hash: string;
  member: number;
}

/**
 * Takes keys away from members and gives them others, which are none of those. Pages stay as they are: what differs from them is noted,
 * and what was noted and does not differ any more is taken out.
 */
export async function replaceKeys(
  tx: Queryable,
  { keyChange }: ModelTables,
  lost: readonly HeldKey[],
  gained: readonly HeldKey[],
): Promise<void> {
  const keys = [...lost, ...gained];
  if (keys.length === 0) return;
  await execute(
    tx,
    sql`
      with incoming as materialized (
        select substr(asked.hashes, place::integer * 8 - 7, 8) as hash, member, place <= ${lost.length} as gone
        from (select ${hashBytes(keys.map(({ hash }) => hash))}::bytea as hashes) as asked
        cross join unnest(${keys.map(({ member }) => member)}::integer[]) with ordinality as key (member, place)
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

/** The holders of each key. A value that a hundred thousand hold costs no more than one at its cap, unless as many came or left. */
export async function holdersOf(tx: Queryable, tables: ModelTables, keys: readonly WantedKey[]): Promise<KeyHolders[]> {
  if (keys.length === 0) return [];
  const hashes = keys.map(({ hash }) => hash);
  const found = await readKeys(
    tx,
    tables,
    hashes,
    keys.map((key) => mostWanted(key) + NEAR),
  );
  const holders = found.map((stored, i) => holdersFrom(stored, keys[i]!));
  const open = keys.flatMap((_, i) => (holders[i] === undefined ? [i] : []));
  if (open.length > 0) {
    const again = open.map((i) => keys[i]!);
    const whole = await readKeys(
      tx,
      tables,
      again.map(({ hash }) => hash),
      again.map(mostWanted),
      true,
    );
    open.forEach((i, at) => (holders[i] = holdersFrom(whole[at]!, keys[i]!)));
  }
  return holders as KeyHolders[];
}

/** So many holders more are read than may be wanted: mostly nothing has to be read again, though some have left since the last full run. */
export const NEAR = 20;

/** With more holders than this a key is generic now, and was before. */
const mostWanted = ({ cap, delta }: WantedKey): number => cap + Math.max(delta, 0);

/** The holders of a key from what was read of it; undefined where more has to be read to tell. */
export function holdersFrom(stored: StoredKey, wanted: WantedKey): KeyHolders | undefined {
  const { members, added, gone, arePart, areChangesPart } = stored;
  const { cap, delta } = wanted;
  if (areChangesPart) return undefined;
  const holders = stored.holders - gone.length + added.length; // or more, of a part
  if (holders > mostWanted(wanted)) return { members: null, generic: true, crossed: false };
  if (members === null || arePart) return undefined;
  const left = gone.length > 0 ? new Set(gone) : undefined;
  const now = left ? members.filter((member) => !left.has(member)) : members;
  const [generic, wasGeneric] = [holders > cap, holders - delta > cap];
  return { members: added.length > 0 ? [...now, ...added] : now, generic, crossed: generic !== wasGeneric };
}
