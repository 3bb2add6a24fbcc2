import { type Sql, sql } from '../../db/sql.ts';
import { instant, isNumber, isTime } from '../value-kinds.ts';

/**
 * A version as a row value that compares as versions do, without nulls, so that any two can be compared and the order
 * is total: ISO times by instant (without an offset: UTC), decimal numbers by number, other texts by their bytes. Of
 * two kinds a time is newer than a number and a number newer than a text, as sources that change their kind do; null
 * is older than all.
 */
export function versionRank(version: Sql): Sql {
  return sql`
    row(
      case when ${version} is null then 0 when ${isTime(version)} then 3 when ${isNumber(version)} then 2 else 1 end,
      case when ${isTime(version)} then ${instant(version)} else '-infinity'::timestamptz end,
      case when ${isNumber(version)} then ${version}::numeric else 0 end,
      case when ${isTime(version)} or ${isNumber(version)} then '' else coalesce(${version}, '') end collate "C"
    )`;
}

/**
 * Rows of a stage that another one of the same key replaces: all but the one of the highest version, and of several the
 * last. One that lacks the version column counts in order of arrival: it replaces all before it, and is replaced by any
 * behind it.
 * @param rows what to select from; its rows have `_key`
 * @param number column that tells the order of the sync output
 * @param version the version column
 * @param unversioned condition on the rows that lack it; undefined when none does
 * @returns a query of the numbers of those rows
 */
export function outversioned(rows: Sql, number: Sql, version: Sql, unversioned?: Sql): Sql {
  const era = unversioned
    ? sql`count(*) filter (where ${unversioned}) over (partition by _key order by ${number})`
    : sql`0`;
  return sql`
    select number
    from (
      select number, row_number() over (partition by _key order by era desc, rank desc, number desc) as place
      from (
        select _key, ${number} as number, ${versionRank(version)} as rank, ${era} as era
        from ${rows}
      ) as versions
    ) as ranked
    where place > 1`;
}
