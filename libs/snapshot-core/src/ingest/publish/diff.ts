import { empty, ident, join, type Sql, sql } from '../../db/sql.ts';
import { columnValue, REST, rowOf } from '../../snapshot/column-value.ts';
import { type SnapshotTable, tableOf } from '../../snapshot/snapshot-table.ts';
import type { MergeMode } from '../settings.ts';
import type { Stage } from '../stage/stage.ts';
import { heldDeletesOf } from '../held/held-delete.ts';
import type { Lineage } from '../../changes/lineage.ts';
import {
  type Absence,
  heldBefore,
  isAbsent,
  mayDelete,
  storedHash,
  trips,
  unseenHashes,
  unseenJoin,
} from './absent.ts';
import { isDeletedWhen } from './deleted-when.ts';
import { isOutlived } from './deleted-versions.ts';
import { changedFields, wholeRecord } from './before-image.ts';
import { differs, type Merged, merged } from './merge-columns.ts';
import { versionRank } from './version.ts';

/** What is compared with what. */
export interface DiffInput {
  snapshot: SnapshotTable;
  stage: Stage;
  merge: MergeMode;
  /** Names of columns that make no change by themselves. */
  ignore: readonly string[];
  /** A staged record with one of these values is deleted: column name to value, see {@link isDeletedWhen}. */
  deletedWhen: Readonly<Record<string, string>>;
  absence: Absence;
  /** Name of the version column: a staged record older than the stored one changes nothing. */
  version?: string;
  /** Whether it is noted in which versions records were deleted, see {@link isOutlived}; unset: no. */
  outlives?: boolean;
  /** Every staged record is a deleted one. */
  archived?: boolean;
  /** Whether the stream has held deletes from earlier runs; unset: no. */
  waiting?: boolean;
  /** What is told of some records beside their values: who took over whose parts. */
  lineage?: readonly Lineage[];
  /** Records of the snapshot before this; unset: not known. It tells how to look for them, not what is found. */
  records?: number;
  /** Whether more records are to come: then what hashes the stored ones had is told. Unset: no. */
  early?: boolean;
}

/** The diff as CTEs, for the statements that publish or plan it. */
export interface Diff {
  /** CTEs `compared`, `changed`, `absent`, `verdict`; ends without a comma. */
  ctes: Sql;
  merged: Merged;
}

/**
 * Compares staged records with the snapshot.
 *
 * - `compared (_n, _key, at, op, prev, before)`, some with `stored`: staged records that leave something to write, `at` being the place of their
 *   row in the snapshot table: by it the row is found again without its key's index. Op is `refreshed` where the record
 *   is unchanged by value, but its bytes (or what is kept beside its fields) differ.
 * - `changed`: those of them that are created, updated or flagged as deleted.
 * - `absent (_key, at, prev, before, agreed, rejected, released)`: records to delete because the delivery does not have
 *   them; released are held ones that enough complete extracts agree on.
 * - `verdict (n, held)`: how many others are absent, and whether so many that they have to wait for approval.
 */
export function diff(input: DiffInput): Diff {
  const { snapshot, stage } = input;
  const next = merged(snapshot.columns, stage, input.merge, input.ignore);
  const ctes = sql`
    ${stage.cte}
    ${unseenHashes(input.absence)}
    compared as materialized (${comparison(input, next)}),
    changed as not materialized (
      select _n, _key, at, op, prev, before
      from compared
      where op <> 'refreshed'
    ),
    absent as materialized (${mayDelete(input.absence) ? absentRecords(input, next) : NONE_ABSENT}),
    verdict as (select count(*) as n, ${trips(input.absence)} as held from absent where not released)`;
  return { ctes, merged: next };
}

/** A query of the rows of `compared`, see {@link diff}. */
function comparison(input: DiffInput, next: Merged): Sql {
  const { snapshot, stage } = input;
  const flagged = isFlagged(input);
  const stale = isStale(input);
  const isChanged = flagged ? sql`(${flagged} or ${differs(next)})` : differs(next);
  const isFresh = stale ? sql`not ${stale} and` : empty;
  return sql`
      select s._n, s._key, t.ctid as at,
        case
          when t._key is null then 'created'
          ${flagged ? sql`when ${flagged} then 'deleted'` : empty}
          when ${differs(next)} then 'updated'
          else 'refreshed'
        end as op,
        coalesce(t._changed_seq, gone.seq) as prev,
        case
          when t._key is null then null
          ${flagged ? sql`when ${flagged} then ${wholeRecord(next)}` : empty}
          when ${differs(next)} then ${changedFields(next)}
        end as before
        ${input.early ? sql`, t._hash as stored` : storedHash(input.absence)}
      from ${stage.from} s
      ${storedJoin(input, next)}
      ${goneJoin(snapshot, input)}
      where case
        when t._key is null then ${flagged ? sql`not ${flagged}` : sql`true`} ${returns(input)}
        else ${isFresh} (${refreshes(next)} or ${isChanged})
      end`;
}

function absentRecords({ snapshot, stage, absence, waiting = false }: DiffInput, next: Merged): Sql {
  return sql`
    select t._key, t.ctid as at, t._changed_seq as prev, ${wholeRecord(next)} as before, ${heldBefore(absence, waiting)}
    from ${tableOf(snapshot)} t
    ${unseenJoin(absence)}
    ${waiting ? heldJoin(snapshot) : empty}
    where ${isAbsent(absence, stage.all ?? stage.from)}`;
}

/** Most syncs delete nothing: then there is less to plan, which a small one waits for. */
const NONE_ABSENT = sql`
  select null::text collate "C" as _key, null::tid as at, null::bigint as prev, null::jsonb as before, 0 as agreed,
    false as rejected, false as released
  where false`;

/**
 * A stage of fewer than one in so many of the snapshot's records looks each of them up by the key's index. 150,000 of
 * 1 M took 0.7 s of CPU that way and 1.4 s by a hash of the stage, for which all records are read.
 */
export const LOOKED_UP_OF = 4;

/** Joins the stored record `t` to the staged row `s`. */
function storedJoin(
  { snapshot, stage, records = 0 }: Pick<DiffInput, 'snapshot' | 'stage' | 'records'>,
  { columns, rest }: Merged,
): Sql {
  if (stage.size * LOOKED_UP_OF > records) {
    return sql`left join ${tableOf(snapshot)} t on t._key = s._key`;
  }
  const own = columns.map(({ identifier }) => sql`, stored.${ident(identifier)}`);
  // The limit keeps the planner, who knows nothing of a table just loaded, from turning this into another join.
  return sql`
    left join lateral (
      select stored.ctid, stored._key, stored._hash, stored._changed_seq ${join(own, '')} ${rest ? sql`, stored.${REST}` : empty}
      from ${tableOf(snapshot)} stored
      where stored._key = s._key
      limit 1
    ) t on true`;
}

/** Records staged of which each looks up by itself when it was last deleted; of a delivery in parts all do, lest each part read all. */
const MOST_LOOKED_UP = 2000;

/**
 * Joins `gone (seq)` to the staged row `s` that `t` does not have: where the chain of its changes ended. Few are looked up one by one,
 * since reading what was ever deleted would make small syncs dearer from year to year; for many that is quicker.
 */
function goneJoin({ schema, source }: SnapshotTable, { stage, early }: Pick<DiffInput, 'stage' | 'early'>): Sql {
  const ended = sql`
    select key, seq
    from ${ident(schema, 'change')}
    where source = ${source} and op in ('deleted', 'merged')`;
  if (!early && stage.size > MOST_LOOKED_UP) {
    return sql`left join (select key, max(seq) as seq from (${ended}) each group by key) gone on gone.key = s._key and t._key is null`;
  }
  return sql`left join lateral (${ended} and key = s._key and t._key is null order by seq desc limit 1) gone on true`;
}

/** A record that was written since its delete was held is a new case. */
const heldJoin = (snapshot: SnapshotTable): Sql => sql`
  left join ${heldDeletesOf(snapshot.schema)} held
    on held.source = ${snapshot.source} and held.key = t._key and held.changed_seq = t._changed_seq`;

/** Whether the staged row `s` says of itself that it is deleted; undefined where none can. */
export function isFlagged(input: Omit<DiffInput, 'absence'>): Sql | undefined {
  if (input.archived) return sql`true`;
  const conditions = Object.entries(input.deletedWhen).flatMap(([name, value]) => {
    const field = stagedField(input, name);
    return field ? [isDeletedWhen(field.incoming, value)] : [];
  });
  return conditions.length === 0 ? undefined : sql`(${join(conditions, ' or ')})`;
}

/** A record that was deleted in a newer version is not created by an older one. */
function returns(input: Omit<DiffInput, 'absence'>): Sql {
  const field = input.outlives && input.version !== undefined ? stagedField(input, input.version) : undefined;
  return field ? sql`and not ${isOutlived(input.snapshot, field.incoming, field.absent)}` : empty;
}

/** Without the version column nothing tells what is older: then the order of arrival counts, record by record. */
function isStale(input: Omit<DiffInput, 'absence'>): Sql | undefined {
  const field = input.version === undefined ? undefined : stagedField(input, input.version);
  if (!field) return undefined;
  const older = sql`(${versionRank(field.incoming)} < ${versionRank(field.current)})`;
  return field.absent ? sql`(not coalesce(${field.absent}, false) and ${older})` : older;
}

/** A column that is stored and that the sync output has; undefined for others. */
export function stagedField({ snapshot, stage }: Pick<DiffInput, 'snapshot' | 'stage'>, name: string) {
  const column = snapshot.columns.find((each) => each.name === name);
  if (!column) return undefined;
  if (!(column.rest ? stage.rest?.includes(name) : stage.columns.includes(column.identifier))) return undefined;
  return {
    incoming: columnValue(column, rowOf('s')),
    current: columnValue(column, rowOf('t')),
    absent: stage.absent?.get(column.identifier),
  };
}

/** Whether what is remembered beside the record's fields differs; asked first, since its hash tells of nearly every record that came. */
function refreshes({ columns }: Merged): Sql {
  const kept = columns
    .filter((column) => column.silent && column.written)
    .map((column) => sql` or t.${ident(column.identifier)} is distinct from ${column.next}`);
  return sql`(t._hash is distinct from s._hash ${join(kept, '')})`;
}
