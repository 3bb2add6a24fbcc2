import { first, type Queryable, sql } from '@app/snapshot-core';
import { hashBytes } from './key-hash.ts';
import { COUNT_BYTES, MEMBER_BYTES, MOST_ON_PAGE } from './key-pages.ts';
import type { ModelTables } from './model-tables.ts';

/** What is stored of a value. */
export interface StoredKey {
  /** How many held it at the last full run. */
  holders: number;
  /** They, in their order; null where they are more than were wanted. */
  members: number[] | null;
  /** Members that hold it since. */
  added: readonly number[];
  /** Members that held it then and do not any more. */
  gone: readonly number[];
  /** There may be more holders, */
  arePart: boolean;
  /** or more members that gained or lost it. */
  areChangesPart: boolean;
}

/** So many members that have gained or lost a value are read, unless all are asked for. */
const MOST_CHANGES = 500;

/** No limit that SQL minds. */
const ALL = 0xffff;

/**
 * Looks values up, in one statement. Answers come as bytes: an array a key, in a row a key, takes Node as long to read as Postgres takes
 * to find.
 * @param most by key: with more holders than this they need not be told
 * @param all tell all there is, however many there are
 */
export async function readKeys(
  tx: Queryable,
  { keyPage, keyChange }: ModelTables,
  hashes: readonly string[],
  most: readonly number[],
  all = false,
): Promise<StoredKey[]> {
  const limits = Buffer.alloc(2 * hashes.length);
  most.forEach((limit, i) => limits.writeUInt16BE(all ? ALL : Math.min(limit, MOST_ON_PAGE), 2 * i));
  const found = await first<{ held: Buffer; further: Buffer | null; changed: Buffer | null }>(
    tx,
    sql`
      with wanted as materialized (
        select place, hash, most,
          -- as pageOf
          ((((get_byte(hash, 0) * 256 + get_byte(hash, 1)) * 256 + get_byte(hash, 2))::bigint * 256 + get_byte(hash, 3)) * pages >> 32)::integer
            as page
        from (
          select place, substr(asked.hashes, place * 8 + 1, 8) as hash,
            get_byte(asked.limits, place * 2) * 256 + get_byte(asked.limits, place * 2 + 1) as most
          from (select ${hashBytes(hashes)}::bytea as hashes, ${limits}::bytea as limits) as asked
          cross join generate_series(0, ${hashes.length - 1}::integer) as place
          offset 0
        ) as each
        cross join (select max(page) + 1 as pages from ${keyPage}) as book
        -- neighbours come one after the other: of a million records each key is on a page of its own, and its way there is cold
        order by page
      )
      select
        (
          select string_agg(entry, ''::bytea order by place)
          from (
            select place,
              case when at > 0 then substr(keys, at + 8, case when holders > most then 2 else 2 + 4 * holders end) else '\\x0000' end as entry
            from (
              select place, most, keys, at, case when at > 0 then get_byte(keys, at + 7) * 256 + get_byte(keys, at + 8) end as holders
              from (
                select place, most, keys, position(hash in keys) as at
                from wanted
                left join lateral (
                  select keys
                  from ${keyPage}
                  where page = wanted.page and part = 0
                  -- with a limit it cannot become a join, for which the whole table may be read
                  limit 1
                ) as page on true
                offset 0
              ) as found
            ) as value
            order by place
          ) as told
        ) as held,
        (
          select string_agg(int4send(place) || int4send(length(rest)) || rest, ''::bytea)
          from wanted
          cross join lateral (
            select string_agg(substr(keys, 11), ''::bytea order by part desc) as rest
            from ${keyPage}
            where page = wanted.page and part < 0 and substr(keys, 1, 8) = wanted.hash
          ) as others
          where ${all}::boolean and rest is not null
        ) as further,
        (
          select string_agg(int4send(place) || int4send(case when gone then ~member else member end), ''::bytea)
          from wanted
          cross join lateral (
            select member, gone
            from ${keyChange}
            where hash = wanted.hash
            order by member -- as the index has them
            limit ${all ? null : MOST_CHANGES}::integer
          ) as change
        ) as changed`,
  );
  const keys = readHeld(found!.held, most, all);
  if (found!.further !== null) readFurther(found!.further, keys);
  if (found!.changed !== null) readChanged(found!.changed, keys, all);
  return keys;
}

function readHeld(held: Buffer, most: readonly number[], all: boolean): StoredKey[] {
  const view = new DataView(held.buffer, held.byteOffset, held.byteLength);
  let at = 0;
  return most.map((limit) => {
    const holders = view.getUint16(at);
    at += COUNT_BYTES;
    const isTold = all || holders <= Math.min(limit, MOST_ON_PAGE);
    const members: number[] | null = isTold ? [] : null;
    if (members !== null) for (let i = 0; i < holders; i += 1, at += MEMBER_BYTES) members.push(view.getInt32(at));
    return {
      holders,
      members,
      added: NONE,
      gone: NONE,
      arePart: !all && holders === MOST_ON_PAGE,
      areChangesPart: false,
    };
  });
}

/** Further pages of values with many holders. */
function readFurther(further: Buffer, keys: readonly StoredKey[]): void {
  for (let at = 0; at < further.length;) {
    const key = keys[further.readInt32BE(at)]!;
    const end = at + 8 + further.readInt32BE(at + 4);
    for (at += 8; at < end; at += MEMBER_BYTES) key.members!.push(further.readInt32BE(at));
    key.holders = key.members!.length;
  }
}

function readChanged(changed: Buffer, keys: readonly StoredKey[], all: boolean): void {
  for (let at = 0; at < changed.length; at += 8) {
    const key = keys[changed.readInt32BE(at)]!;
    const member = changed.readInt32BE(at + 4);
    if (member < 0) noteGone(key, ~member);
    else noteAdded(key, member);
    if (!all && key.added.length + key.gone.length === MOST_CHANGES) key.areChangesPart = true;
  }
}

/** Of most keys nothing has changed: none needs a list of its own. */
const NONE: readonly number[] = [];

const more = (list: readonly number[], member: number): readonly number[] => {
  if (list === NONE) return [member];
  (list as number[]).push(member);
  return list;
};

export const noteAdded = (key: StoredKey, member: number): void => void (key.added = more(key.added, member));
export const noteGone = (key: StoredKey, member: number): void => void (key.gone = more(key.gone, member));
