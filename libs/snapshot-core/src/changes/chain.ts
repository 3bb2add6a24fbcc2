import type { Queryable } from '../db/query.ts';
import { rows } from '../db/query.ts';
import { ident, join, sql } from '../db/sql.ts';
import { readByKeys } from '../snapshot/read-records.ts';
import { type SnapshotTable, tableOf } from '../snapshot/snapshot-table.ts';
import type { ChangeOp } from './change.ts';

export type StoredValues = Record<string, string | null>;

/** A change with the record's whole state right after it (null once deleted). Values are stored texts. */
export interface ChainLink {
  seq: number;
  key: string;
  op: ChangeOp;
  runId: number;
  at: Date;
  /** Sequence number of the record's change before this one, even if that is no longer kept; null when it is the first. */
  prev: number | null;
  before: StoredValues | null;
  after: StoredValues | null;
}

type ChainRow = Omit<ChainLink, 'after'>;

/**
 * The changes of some records of one snapshot from `from` on, each with its after-image: starts at the records' present
 * state and undoes one change after the other (DESIGN §5).
 *
 * The snapshot and the log must be seen at one moment, so `tx` has to be in a repeatable-read transaction.
 * @returns links by key, newest first.
 */
export async function readChains(
  tx: Queryable,
  snapshot: SnapshotTable,
  keys: readonly string[],
  from: number,
): Promise<Map<string, ChainLink[]>> {
  const present = await readByKeys(tx, snapshot, keys);
  const changes = await rows<ChainRow>(tx, chainQuery(snapshot, keys, from));
  const chains = new Map<string, ChainLink[]>();
  const states = new Map<string, StoredValues | null>();
  const changeColumns = new Set(snapshot.columns.filter((column) => !column.silent).map((column) => column.name));
  for (const change of changes) {
    const after = states.has(change.key)
      ? states.get(change.key)!
      : visible(present.get(change.key)?.values, changeColumns);
    const links = chains.get(change.key) ?? [];
    links.push({ ...change, after });
    chains.set(change.key, links);
    states.set(change.key, undo(change, after));
  }
  return chains;
}

/** State before a change, from the state after it. */
export function undo(change: Pick<ChainLink, 'op' | 'before'>, after: StoredValues | null): StoredValues | null {
  if (change.op === 'created') return null;
  if (after === null) return change.before;
  return { ...after, ...change.before };
}

function visible(values: StoredValues | undefined, names: ReadonlySet<string>): StoredValues | null {
  return values ? Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name))) : null;
}

const chainQuery = (snapshot: SnapshotTable, keys: readonly string[], from: number) => sql`
  with recursive heads as (
    select key, greatest(
      (select t._changed_seq from ${tableOf(snapshot)} t where t._key = wanted.key),
      (select max(seq) from ${ident(snapshot.schema, 'change')} deletion
        where deletion.source = ${snapshot.source} and deletion.key = wanted.key and deletion.op in ('deleted', 'merged'))
    ) as seq
    from unnest(${keys}::text[]) as wanted (key)
  ),
  chain as (
    select ${columnsOf('change')}
    from heads
    join ${ident(snapshot.schema, 'change')} change on change.seq = heads.seq
    where change.seq >= ${from}
    union all
    select ${columnsOf('change')}
    from chain
    join ${ident(snapshot.schema, 'change')} change on change.seq = chain.prev
    where change.seq >= ${from}
  )
  select chain.seq, chain.key, chain.op, chain.run_id as "runId", chain.prev, chain.before,
    coalesce(run.finished_at, run.started_at) as at
  from chain
  left join weft.sync_run run on run.id = chain.run_id
  order by chain.seq desc`;

const columnsOf = (table: string) =>
  join(['seq', 'key', 'op', 'run_id', 'before', 'prev'].map((column) => ident(table, column)));
