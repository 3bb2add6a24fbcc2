import type { Tenant } from '../catalog/tenant.entity.ts';
import { readChains, type StoredValues } from '../changes/chain.ts';
import type { ChangeOp } from '../changes/change.ts';
import { type Queryable, rows } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import { tableOf } from '../snapshot/snapshot-table.ts';
import type { RevertibleRun } from './revertible-run.ts';

/** A record that was changed since the run, so that undoing the run would undo that, too. */
export interface RevertConflict {
  source: string;
  key: string;
  /** The latest change that stands in the way, and its run. */
  seq: number;
  run: number;
  op: ChangeOp;
}

const BATCH = 500;

/**
 * The run's records that somebody changed since. Later changes that were themselves reverted do not count, where they
 * have left the record as the run did: so runs can be reverted one after the other, the last first.
 * @returns in order of key
 */
export async function findConflicts(tx: Queryable, tenant: Tenant, run: RevertibleRun): Promise<RevertConflict[]> {
  const keys = await changedSince(tx, run);
  const settled = keys.length > 0 ? await settledRuns(tx, tenant, run) : new Set<number>();
  const conflicts: RevertConflict[] = [];
  for (let i = 0; i < keys.length; i += BATCH) {
    const chains = await readChains(tx, run.snapshot, keys.slice(i, i + BATCH), run.seq.from);
    for (const key of keys.slice(i, i + BATCH)) {
      const [mine, ...later] = chains.get(key)!.reverse();
      const latest = later.at(-1)!;
      const inTheWay = later.findLast(({ runId }) => !settled.has(runId));
      if (!inTheWay && same(latest.after, mine!.after)) continue;
      const { seq, runId, op } = inTheWay ?? latest;
      conflicts.push({ source: run.snapshot.source, key, seq, run: runId, op });
    }
  }
  return conflicts;
}

/** Keys of the run whose record's last change is a later one. */
async function changedSince(tx: Queryable, { id, seq, snapshot }: RevertibleRun): Promise<string[]> {
  const change = ident(snapshot.schema, 'change');
  const found = await rows<{ key: string }>(
    tx,
    sql`
      with undone as (
        select key
        from ${change}
        where seq between ${seq.from} and ${seq.to} and run_id = ${id} and source = ${snapshot.source}
      ),
      deleted_since as (
        select distinct key
        from ${change}
        where source = ${snapshot.source} and op in ('deleted', 'merged') and seq > ${seq.to}
      )
      select undone.key
      from undone
      left join ${tableOf(snapshot)} t on t._key = undone.key
      where t._changed_seq > ${seq.to} or undone.key in (select key from deleted_since)
      order by undone.key`,
  );
  return found.map(({ key }) => key);
}

/** Later runs of the stream that were undone, and those that did it. */
async function settledRuns(tx: Queryable, tenant: Tenant, { id, snapshot }: RevertibleRun): Promise<Set<number>> {
  const found = await rows<{ id: number }>(
    tx,
    sql`
      select id
      from weft.sync_run
      where tenant_id = ${tenant.id} and source = ${snapshot.source} and id > ${id}
        and (status = 'reverted' or kind = 'revert')`,
  );
  return new Set(found.map((run) => run.id));
}

function same(a: StoredValues | null, b: StoredValues | null): boolean {
  if (a === null || b === null) return a === b;
  return [...Object.keys(a), ...Object.keys(b)].every((name) => own(a, name) === own(b, name));
}

function own(values: StoredValues, name: string): string | null {
  return Object.hasOwn(values, name) ? values[name]! : null;
}
