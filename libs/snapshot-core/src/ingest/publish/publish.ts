import type { PoolClient } from 'pg';
import { createLineageTable } from '../../changes/lineage.ts';
import { execute, first } from '../../db/query.ts';
import { empty, ident, join, type Sql, sql } from '../../db/sql.ts';
import { REST } from '../../snapshot/column-value.ts';
import { type SnapshotTable, tableOf } from '../../snapshot/snapshot-table.ts';
import { ensureHeldDeletes, heldDeletesOf } from '../held/held-delete.ts';
import { mayDelete, mayHold, waits } from './absent.ts';
import { diff, type DiffInput } from './diff.ts';
import type { Merged, MergedColumn } from './merge-columns.ts';
import { settled } from './settled.ts';
import { tellLineage } from './tell-lineage.ts';

/** What a publication did, in records. */
export interface Published {
  created: number;
  updated: number;
  /** Records that say of themselves that they are deleted. */
  deletedByFlag: number;
  deletedByAbsence: number;
  /** Deletes by absence that wait for approval. */
  held: number;
  /** Deletes that earlier runs held and this one has carried out, because enough complete extracts agree. */
  released: number;
  /** First and last sequence number taken; null when nothing changed. */
  seq: { from: number; to: number } | null;
  /** Where more records are to come: hashes that these had before, 16 bytes each; null for none. */
  replaced?: Buffer | null;
}

/**
 * A stage of more records is compared by a hash of it in memory, which 150,000 records of 20 columns fill with 100 MB. By
 * the server's own bound it would be sorted on disk, and the whole snapshot read in order of its key beside it.
 */
const LARGE_STAGE = 10_000;

/** Of a publication without any change. */
export const NOTHING: Published = {
  created: 0,
  updated: 0,
  deletedByFlag: 0,
  deletedByAbsence: 0,
  held: 0,
  released: 0,
  seq: null,
};

/** What two publications of one run did, the second after the first. */
export const together = (first: Published, then: Published): Published => ({
  created: first.created + then.created,
  updated: first.updated + then.updated,
  deletedByFlag: first.deletedByFlag + then.deletedByFlag,
  deletedByAbsence: first.deletedByAbsence + then.deletedByAbsence,
  held: first.held + then.held,
  released: first.released + then.released,
  seq: first.seq && then.seq ? { from: first.seq.from, to: then.seq.to } : (first.seq ?? then.seq),
});

/**
 * Writes a diff as snapshot and changes, in one statement of the caller's transaction: the same for a stream's records
 * and for unified records.
 *
 * Sequence numbers are dense and in commit order (I1), because the feed's row stays locked from here to the commit:
 * take no other tenant-wide lock after this.
 */
export async function publish(tx: PoolClient, runId: number, input: DiffInput): Promise<Published> {
  const { snapshot, stage, absence, waiting, early } = input;
  if (stage.size === 0 && !mayDelete(absence) && !waiting) return NOTHING;
  const holds = mayHold(absence);
  if (holds) await ensureHeldDeletes(tx, snapshot.schema);
  if (stage.size > LARGE_STAGE) await execute(tx, sql`set local work_mem = '128MB'`);
  const { ctes, merged } = diff(input);
  const change = ident(snapshot.schema, 'change');
  if (input.lineage?.length) await createLineageTable(tx, snapshot.schema);
  const lineage = tellLineage(snapshot.schema, input.lineage ?? []);
  const statement = sql`
    with ${ctes},
    ${lineage.cte}
    -- without the old values, which else are copied with each join
    numbered as (
      select _n, _key, at, op, row_number() over (order by _n) as ordinal
      from changed
    ),
    numbered_absent as (
      select _key, at, prev, before, (select count(*) from changed) + row_number() over (order by _key) as ordinal
      from absent cross join verdict
      where not ${waits}
    ),
    total as (select (select count(*) from changed) + (select count(*) from numbered_absent) as n),
    feed as (
      update ${ident(snapshot.schema, 'feed')}
      set last_seq = last_seq + total.n
      from total
      where total.n > 0
      returning last_seq - total.n as base
    ),
    created as (
      insert into ${tableOf(snapshot)} (_key, _hash, _created_seq, _changed_seq ${insertColumns(merged)})
      select s._key, s._hash, ${base} + numbered.ordinal, ${base} + numbered.ordinal ${insertValues(merged)}
      from numbered
      join ${stage.from} s on s._n = numbered._n
      where numbered.op = 'created'
    ),
    updated as (
      update ${tableOf(snapshot)} t
      set _hash = s._hash, _changed_seq = ${base} + numbered.ordinal ${updates(merged)}
      from numbered
      join ${stage.from} s on s._n = numbered._n
      where t.ctid = numbered.at and numbered.op = 'updated'
    ),
    deleted as (
      delete from ${tableOf(snapshot)} t
      using (
        select at from numbered where op = 'deleted'
        union all
        select at from numbered_absent
      ) as gone_now
      where t.ctid = gone_now.at
    ),
    refreshed as (
      update ${tableOf(snapshot)} t
      set _hash = s._hash ${silentUpdates(merged)}
      from compared
      join ${stage.from} s on s._n = compared._n
      where t.ctid = compared.at and compared.op = 'refreshed'
    ),
    logged as (
      insert into ${change} (seq, run_id, source, key, op, prev, before)
      select ${base} + ordinal, ${runId}::integer, ${snapshot.source}, _key, ${lineage.changedOp}, prev, before
      from (
        select _key, op, prev, before, row_number() over (order by _n) as ordinal
        from changed
      ) numbered ${lineage.ofChanged}
      union all
      select ${base} + ordinal, ${runId}::integer, ${snapshot.source}, _key, ${lineage.absentOp}, prev, before
      from numbered_absent ${lineage.ofAbsent}
    )
    ${lineage.logged}
    ${waiting ? settled(input) : empty}
    ${holds ? holding(snapshot, runId) : empty}
    select
      (select count(*) from numbered where op = 'created') as created,
      (select count(*) from numbered where op = 'updated') as updated,
      (select count(*) from numbered where op = 'deleted') as "deletedByFlag",
      (select count(*) from numbered_absent) as "deletedByAbsence",
      (select count(*) from absent cross join verdict where ${waits}) as held,
      (select count(*) from absent where released) as released,
      (select json_build_object('from', base + 1, 'to', base + n) from feed, total) as seq
      ${early ? sql`, (select string_agg(uuid_send(stored), '') from compared) as replaced` : empty}`;
  return (await first<Published>(tx, statement))!;
}

/**
 * The last sequence number before those of this publication. Not joined: a join with `feed` kept all values of the staged
 * records beside it once more, which 100,000 updates spilled to disk.
 */
const base = sql`(select base from feed)`;

/** A CTE that notes which deletes wait, in this run now. */
const holding = (snapshot: SnapshotTable, runId: number): Sql => sql`,
    waiting as (
      insert into ${heldDeletesOf(snapshot.schema)} (source, key, run_id, changed_seq, agreed, rejected)
      select ${snapshot.source}, _key, ${runId}::integer, prev, agreed, rejected
      from absent cross join verdict
      where ${waits}
      on conflict (source, key) do update
      set run_id = excluded.run_id, changed_seq = excluded.changed_seq, agreed = excluded.agreed,
        rejected = excluded.rejected
    )`;

const insertColumns = ({ columns, rest }: Merged): Sql => {
  const own = columns.filter(({ incoming }) => incoming).map(({ identifier }) => ident(identifier));
  return listed(rest?.incoming ? [...own, REST] : own);
};

const insertValues = ({ columns, rest }: Merged): Sql => {
  const own = columns.flatMap(({ incoming }) => incoming ?? []);
  return listed(rest?.incoming ? [...own, rest.incoming] : own);
};

const updates = ({ columns, rest }: Merged): Sql => {
  const own = columns.filter(({ written }) => written).map(assignment);
  return listed(rest?.written ? [...own, sql`${REST} = ${rest.next}`] : own);
};

const silentUpdates = ({ columns }: Merged): Sql =>
  listed(columns.filter(({ silent, written }) => silent && written).map(assignment));

const assignment = ({ identifier, next }: MergedColumn): Sql => sql`${ident(identifier)} = ${next}`;

/** What follows others in a list. */
const listed = (parts: readonly Sql[]): Sql =>
  join(
    parts.map((part) => sql`, ${part}`),
    '',
  );
