import type { PoolClient } from 'pg';
import type { Database } from '../db/database.ts';
import { isoTime } from '../db/iso-time.ts';
import { execute, first, prepared, type Queryable, rows } from '../db/query.ts';
import { empty, literal, sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';
import type { RunStatus } from './run-statuses.ts';
import type { RunDrift, RunError, RunHint, RunKind } from './sync-run.entity.ts';
import type { Tenant } from './tenant.entity.ts';

/** A run as users see it: the line of `weft ingest --json`, and what `weft runs` adds to it. */
export interface RunLine {
  tenant: string;
  /** `unified` for runs that publish a model. */
  integration: string;
  /** The model's name for those. */
  stream: string;
  run: number;
  status: RunStatus;
  kind: RunKind;
  merge: string | null;
  received: number;
  created: number;
  updated: number;
  deleted: number;
  unchanged: number;
  rejected: number;
  held: number;
  /** Null when the run made no change. */
  seq: { from: number; to: number } | null;
  ms: number | null;
  /** How the delivery's columns differ from before; left out when they do not. */
  drift?: RunDrift | null;
  /** What the run noticed; left out when that is nothing. */
  hints?: RunHint[];
}

export interface RunView extends RunLine {
  /** Null when the delivery's columns were those of the one before. */
  drift: RunDrift | null;
  delivery: string | null;
  progress: { bytes_read: number; bytes_total: number | null };
  error: RunError | null;
  /** What the run noticed, such as columns that it may be better to ignore. */
  hints: RunHint[];
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface NewRun {
  tenantId: number;
  source: string;
  kind: RunKind;
  merge: string | null;
  delivery: string | null;
  bytesTotal: number | null;
}

/** Counts of one run; all default to 0. */
export interface RunCounts {
  received: number;
  created: number;
  updated: number;
  deleted: number;
  unchanged: number;
  rejected: number;
  held: number;
}

/** First key of the advisory lock that a process holds for each run it works on; the second is the run's id. */
export const RUN_LOCK = 0x72756e;

const runColumns = sql`
  tenant.name as tenant, split_part(run.source, '.', 1) as integration,
  substr(run.source, strpos(run.source, '.') + 1) as stream, run.id as run, run.status, run.kind, run.merge,
  run.received, run.created, run.updated, run.deleted, run.unchanged, run.rejected, run.held,
  case when run.seq_from is not null then json_build_object('from', run.seq_from, 'to', run.seq_to) end as seq,
  (extract(epoch from run.finished_at - run.started_at) * 1000)::integer as ms,
  run.delivery, json_build_object('bytes_read', run.bytes_read, 'bytes_total', run.bytes_total) as progress, run.error,
  run.hints, run.drift,
  ${isoTime(sql`run.created_at`)} as created_at, ${isoTime(sql`run.started_at`)} as started_at,
  ${isoTime(sql`run.finished_at`)} as finished_at`;

/**
 * Records that a run has started, visibly for others, and returns its id. The connection holds the run's advisory lock
 * from before the run can be seen until {@link commitRun} or {@link releaseRun}: a `running` run whose lock is free has
 * lost its process.
 *
 * This commit alone does not wait for the disk. Nothing depends on it: the run's own commit, which does wait, writes
 * everything before it too, and a server that crashes in between has forgotten a run that did nothing.
 */
export async function startRun(db: PoolClient, run: NewRun): Promise<number> {
  const started = await prepared<{ id: number }>(
    db,
    'start_run',
    sql`
      with unsynced as materialized (select set_config('synchronous_commit', 'off', true)),
      reserved as materialized (select nextval(pg_get_serial_sequence('weft.sync_run', 'id'))::integer as id from unsynced),
      locked as materialized (select id, pg_advisory_lock(${RUN_LOCK}::integer, id) from reserved)
      insert into weft.sync_run (id, tenant_id, source, status, kind, merge, delivery, bytes_total, started_at)
      select id, ${run.tenantId}::integer, ${run.source}::text, 'running', ${run.kind}::text, ${run.merge}::text,
        ${run.delivery}::text, ${run.bytesTotal}::bigint, clock_timestamp()
      from locked
      returning id`,
  );
  return started!.id;
}

/** Commits the run's transaction and lets go of its advisory lock, in one round trip. */
export async function commitRun(db: PoolClient, id: number): Promise<void> {
  const lock = sql`pg_advisory_unlock(${literal(String(RUN_LOCK))}, ${literal(String(id))})`;
  await db.query(sql`commit; select ${lock}`.toQuery().text);
}

/** Lets go of the run's advisory lock. */
export async function releaseRun(db: PoolClient, id: number): Promise<void> {
  await execute(db, sql`select pg_advisory_unlock(${RUN_LOCK}, ${id})`);
}

/**
 * Ends a run and returns it; called inside the transaction that publishes its changes.
 * @throws WeftError `failed` when others have taken the run for abandoned meanwhile: then it must not publish.
 */
export async function finishRun(
  tx: Queryable,
  run: {
    id: number;
    status: 'succeeded' | 'held';
    counts: RunCounts;
    seq: { from: number; to: number } | null;
    hints?: readonly RunHint[];
    drift?: RunDrift | null;
  },
): Promise<RunView> {
  const { counts } = run;
  const finished = await prepared<RunView>(
    tx,
    'finish_run',
    sql`
      update weft.sync_run run
      set status = ${run.status}, received = ${counts.received}, created = ${counts.created},
        updated = ${counts.updated}, deleted = ${counts.deleted}, unchanged = ${counts.unchanged},
        rejected = ${counts.rejected}, held = ${counts.held}, seq_from = ${run.seq?.from ?? null},
        seq_to = ${run.seq?.to ?? null}, hints = ${JSON.stringify(run.hints ?? [])}::jsonb,
        drift = ${run.drift ? JSON.stringify(run.drift) : null}::jsonb, bytes_read = coalesce(bytes_total, bytes_read),
        finished_at = clock_timestamp()
      from weft.tenant
      where tenant.id = run.tenant_id and run.id = ${run.id} and run.status = 'running'
      returning ${runColumns}`,
  );
  if (finished) return finished;
  throw new WeftError(
    'failed',
    `run ${run.id} was taken for abandoned while it ran`,
    'Nothing of it was written: run it again.',
  );
}

/**
 * Records that a run failed and why. Its transaction was rolled back before.
 * @param rejected records that it could not take, if that is why
 */
export async function failRun(db: Queryable, id: number, error: RunError, rejected = 0): Promise<void> {
  await execute(
    db,
    sql`
      update weft.sync_run
      set status = 'failed', error = ${JSON.stringify(error)}::jsonb, rejected = ${rejected}, finished_at = clock_timestamp()
      where id = ${id}
        -- between a run's rollback and this, somebody may have found it abandoned; what really happened says more
        and (status in ('queued', 'running') or (status = 'failed' and error ->> 'code' = 'interrupted'))`,
  );
}

/** Shows how far a run has read; on a connection of its own, outside the run's transaction. */
export async function reportProgress(db: Queryable, id: number, bytesRead: number): Promise<void> {
  await execute(db, sql`update weft.sync_run set bytes_read = ${bytesRead} where id = ${id} and status = 'running'`);
}

/** A tenant's runs, newest first; `before` is the run id to continue from. */
export function listRuns(
  db: Database,
  tenant: Tenant,
  page: { before?: number; limit: number; source?: string },
): Promise<RunView[]> {
  return rows<RunView>(
    db.pool,
    sql`
      select ${runColumns}
      from weft.sync_run run
      join weft.tenant on tenant.id = run.tenant_id
      where run.tenant_id = ${tenant.id}
        ${page.before === undefined ? empty : sql`and run.id < ${page.before}`}
        ${page.source === undefined ? empty : sql`and run.source = ${page.source}`}
      order by run.id desc
      limit ${page.limit}`,
  );
}

/** @throws WeftError `unknown_run` when the tenant has no such run. */
export async function getRun(db: Database, tenant: Tenant, id: number): Promise<RunView> {
  const run = await findRun(db.pool, id);
  if (run && run.tenant === tenant.name) return run;
  throw new WeftError(
    'unknown_run',
    `tenant "${tenant.name}" has no run ${id}`,
    `See its runs with \`weft runs ${tenant.name}\`.`,
    { http: `See its runs with GET /v1/tenants/${tenant.name}/runs.` },
  );
}

export function findRun(db: Queryable, id: number): Promise<RunView | undefined> {
  return first<RunView>(
    db,
    sql`
      select ${runColumns}
      from weft.sync_run run
      join weft.tenant on tenant.id = run.tenant_id
      where run.id = ${id}`,
  );
}

/** The first part of a {@link RunView}, as `weft ingest --json` prints it. */
export function runLine(view: RunView): RunLine {
  const { tenant, integration, stream, run, status, kind, merge, received, created, updated, deleted } = view;
  const { unchanged, rejected, held, seq, ms, drift, hints } = view;
  return {
    tenant,
    integration,
    stream,
    run,
    status,
    kind,
    merge,
    received,
    created,
    updated,
    deleted,
    unchanged,
    rejected,
    held,
    seq,
    ms,
    ...(drift ? { drift } : {}),
    ...(hints.length > 0 ? { hints } : {}),
  };
}
