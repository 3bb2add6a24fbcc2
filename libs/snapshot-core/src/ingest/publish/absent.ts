import { empty, type Sql, sql } from '../../db/sql.ts';
import type { DeleteLimit } from '../settings.ts';
import { hashArray } from '../stage/binary-array.ts';

/** Which records are deleted because the sync output does not have them. */
export type Absence =
  /** Nothing is: an incremental sync. */
  | { type: 'none' }
  /** Every record that is neither staged, nor skipped as unchanged, nor rejected with a readable key. */
  | {
      type: 'full';
      /** Hashes that no record of the delivery had, four words each; null when the filter skipped nothing and so tells nothing. */
      unseen: Int32Array | null;
      /** Whether every record of the snapshot has a hash: then one that is not unseen is not absent. */
      allHashed: boolean;
      rejectedKeys: string[];
      limit: DeleteLimit;
      /** Further complete extracts that have to lack a record, too, before its held delete is carried out. */
      releaseAfter: number | 'none';
      /** Condition on the snapshot row `t` that the sync output covers; undefined when it covers them all. */
      within: Sql | undefined;
      /** Records that the sync output covers: what a share is a share of. */
      scope: Sql;
      /** Records are never updated but replaced, so that only what is not made up for by new ones counts as lost. */
      replaces: boolean;
      /** An extract without a single record deletes nothing unasked. */
      emptyDelivery: boolean;
    }
  /** Exactly these keys. */
  | { type: 'keys'; keys: string[] };

/** Whether there can be any absent record at all: most syncs deliver what they delivered last time. */
export function mayDelete(absence: Absence): boolean {
  if (absence.type === 'none') return false;
  if (absence.type === 'keys') return absence.keys.length > 0;
  return !absence.allHashed || absence.unseen === null || absence.unseen.length > 0;
}

/** Whether the hashes that no record of the delivery had are those of all rows that can be absent. */
const tellsAll = (absence: Absence): absence is Absence & { type: 'full'; unseen: Int32Array } =>
  absence.type === 'full' && absence.unseen !== null && absence.unseen.length > 0 && absence.allHashed;

/** A CTE `unseen (hash)`, for {@link isAbsent} and what `compared` has to tell it. */
export const unseenHashes = (absence: Absence): Sql =>
  absence.type === 'full' && absence.unseen
    ? // In binary format: as digits, 100,000 of them took both sides 0.1 s.
      sql`unseen as materialized (select hash from unnest(${hashArray(absence.unseen)}::uuid[]) as row (hash)),`
    : empty;

/** What `compared` has to have for {@link isAbsent}: the hash that the record had. */
export const storedHash = (absence: Absence): Sql => (tellsAll(absence) ? sql`, t._hash as stored` : empty);

/**
 * Condition on the whole run: some record may be absent. Where the unseen hashes tell all, none is when each of them is that of
 * a record that was staged anew, and then the table need not be looked through (a third of a second at 1 M records).
 */
function mayBeAbsent(absence: Absence): Sql {
  if (!tellsAll(absence)) return empty;
  // In a filter of the count, where the planner makes no join of it: one table of the hashes instead of two.
  const found = sql`select count(*) filter (where stored in (select hash from unseen)) from compared`;
  return sql`(${found}) < ${absence.unseen.length / 4}::bigint and`;
}

/**
 * What the snapshot row `t` has to be joined with for {@link isAbsent}. A join where "or" would keep a list from being one:
 * a list that does not fit `work_mem` is read through for each row.
 */
export const unseenJoin = (absence: Absence): Sql =>
  absence.type === 'full' && absence.unseen && !tellsAll(absence)
    ? sql`left join (select distinct hash from unseen) as missed on missed.hash = t._hash`
    : empty;

const isUnseen = (absence: Absence): Sql =>
  tellsAll(absence) ? sql`t._hash in (select hash from unseen)` : sql`(t._hash is null or missed.hash is not null)`;

/** Condition on the snapshot row `t` that is absent from the stage `s`; needs {@link unseenJoin}. */
export function isAbsent(absence: Absence, stage: Sql): Sql {
  switch (absence.type) {
    case 'none':
      return sql`false`;
    case 'keys':
      return sql`t._key = any(${absence.keys}::text[])`;
    case 'full':
      return sql`
        ${mayBeAbsent(absence)} not exists (select from ${stage} s where s._key = t._key)
        ${absence.within ? sql`and ${absence.within}` : empty}
        ${absence.unseen ? sql`and ${isUnseen(absence)}` : empty}
        ${absence.rejectedKeys.length ? sql`and t._key <> all(${absence.rejectedKeys}::text[])` : empty}`;
  }
}

/** Whether the delete breaker may hold any of these deletes. */
export function mayHold(absence: Absence): boolean {
  return absence.type === 'full' && absence.limit.type !== 'none' && mayDelete(absence);
}

/**
 * What earlier complete extracts and people have said of a delete, from the row `held` of `held_delete`, if there is one:
 * columns `agreed`, `rejected`, `released`. An extract without a single record agrees with nothing.
 */
export function heldBefore(absence: Absence, waiting: boolean): Sql {
  if (absence.type !== 'full' || !waiting) return sql`0 as agreed, false as rejected, false as released`;
  const { emptyDelivery, releaseAfter, limit } = absence;
  const agreed = sql`coalesce(held.agreed + ${emptyDelivery ? 0 : 1}::integer, 0)`;
  const rejected = limit.type === 'none' ? sql`false` : sql`coalesce(held.rejected, false)`;
  const agrees = sql`held.key is not null and ${agreed} >= ${releaseAfter === 'none' ? null : releaseAfter}::integer`;
  return sql`
    ${agreed} as agreed, ${rejected} as rejected,
    coalesce(not ${rejected} and ${!emptyDelivery}::boolean and ${agrees}, false) as released`;
}

/** Condition on rows of `absent` and `verdict`: the delete waits. */
export const waits = sql`(absent.rejected or (verdict.held and not absent.released))`;

/** Condition on the rows of `absent` that trips the delete breaker (DESIGN §4). */
export function trips(absence: Absence): Sql {
  if (absence.type !== 'full' || absence.limit.type === 'none') return sql`false`;
  if (absence.emptyDelivery) return sql`count(*) > 0`;
  const { limit, replaces } = absence;
  const lost = replaces ? sql`count(*) - (select count(*) from changed where op = 'created')` : sql`count(*)`;
  if (limit.type === 'count') return sql`${lost} > ${limit.count}::bigint`;
  return sql`${lost} > ${limit.floor}::bigint and ${lost} > ${limit.share}::float8 * ${absence.scope}`;
}
