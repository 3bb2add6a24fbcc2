import { first, type Queryable, sql } from '@app/snapshot-core';
import { HASH_BYTES } from './key-hash.ts';
import { MOST_ON_PAGE } from './key-pages.ts';
import type { ModelTables } from './model-tables.ts';
import { StoredKeys, type ToldKeys } from './stored-keys.ts';

/** So many members that have gained or lost a value are read, unless all are asked for. */
const MOST_CHANGES = 500;

/** No limit that SQL minds. */
const ALL = 0xffff;

/**
 * Looks values up, in one statement. Answers come as bytes: an array a key, in a row a key, takes Node as long to read as Postgres takes
 * to find.
 * @param hashes one after the other, see {@link hashBytes}
 * @param most by key: with more holders than this they need not be told
 * @param all tell all there is, however many there are
 */
export async function readKeys(
  tx: Queryable,
  { keyPage, keyChange }: ModelTables,
  hashes: Buffer,
  most: Uint16Array,
  all = false,
): Promise<StoredKeys> {
  const limits = Buffer.alloc(2 * most.length);
  for (let i = 0; i < most.length; i += 1) limits.writeUInt16BE(all ? ALL : Math.min(most[i]!, MOST_ON_PAGE), 2 * i);
  const found = await first<ToldKeys>(
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
          from (select ${hashes}::bytea as hashes, ${limits}::bytea as limits) as asked
          cross join generate_series(0, ${hashes.length / HASH_BYTES - 1}::integer) as place
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
  return new StoredKeys(found!, most, all, all ? Infinity : MOST_CHANGES);
}
