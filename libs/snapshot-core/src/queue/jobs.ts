import { execute, type Queryable, rows } from '../db/query.ts';
import { type Sql, sql } from '../db/sql.ts';

/** What the worker can be asked to do, and what it must be told for that. */
export interface JobPayloads {
  /** Look for new sync output where a source says. */
  scan_source: { sourceId: number };
  /** Ingest the next delivery of the stream that this delivery belongs to. */
  ingest_delivery: { deliveryId: number };
  /** Bring a tenant's unified records of one model up to date. */
  unify: { tenant: string; model: string };
}

/** How often a job is tried when what fails may pass (connection lost, disk full): about 90 seconds in all. */
export const MAX_ATTEMPTS = 5;

/** How long a unify job waits for more runs to join it: the streams of one delivery arrive together. */
const UNIFY_DELAY_MS = 1000;

/**
 * Asks for a scan of a source; scans of one source are serial, and those that wait become one.
 * @param delayMs how long to wait first
 */
export async function enqueueScan(db: Queryable, sourceId: number, delayMs = 0): Promise<void> {
  const payload: JobPayloads['scan_source'] = { sourceId };
  const key = `scan:${sourceId}`;
  await execute(
    db,
    // One attempt: the next tick of the schedule is the retry.
    sql`
      select graphile_worker.add_job('scan_source', ${JSON.stringify(payload)}::json, queue_name => ${key}::text,
        job_key => ${key}::text, run_at => ${inFuture(delayMs)}, max_attempts => 1)`,
  );
}

/**
 * Asks for unification after a run; runs of the tenant that end within a second share one job. Belongs into the
 * transaction that publishes the run, so that no change is left without it. Needs {@link prepareQueue} to have been called.
 */
export async function enqueueUnify(tx: Queryable, tenant: string, model: string): Promise<void> {
  const payload: JobPayloads['unify'] = { tenant, model };
  const key = `unify:${tenant}:${model}`;
  await execute(
    tx,
    // preserve_run_at: with the default every further run would postpone the job, under steady load for ever.
    sql`
      select graphile_worker.add_job('unify', ${JSON.stringify(payload)}::json, queue_name => ${key}::text,
        job_key => ${key}::text, job_key_mode => 'preserve_run_at', run_at => ${inFuture(UNIFY_DELAY_MS)},
        max_attempts => ${MAX_ATTEMPTS}::integer)`,
  );
}

/**
 * Asks for unification of a model for every tenant that has unified records of it, or records of one of these sources.
 * Needs {@link prepareQueue} to have been called.
 * @param sources `integration.stream`
 * @returns how many tenants
 */
export async function enqueueUnifyForAll(tx: Queryable, model: string, sources: readonly string[]): Promise<number> {
  const tenants = await tenantsWithRecords(tx, model, sources);
  await execute(
    tx,
    sql`
      select graphile_worker.add_job('unify', json_build_object('tenant', tenant, 'model', ${model}::text),
        queue_name => 'unify:' || tenant || ':' || ${model}::text, job_key => 'unify:' || tenant || ':' || ${model}::text,
        job_key_mode => 'preserve_run_at', run_at => ${inFuture(UNIFY_DELAY_MS)},
        max_attempts => ${MAX_ATTEMPTS}::integer)
      from unnest(${tenants}::text[]) as tenant`,
  );
  return tenants.length;
}

/** Names of the tenants that have unified records of a model, or records of one of these sources, in order. */
export async function tenantsWithRecords(tx: Queryable, model: string, sources: readonly string[]): Promise<string[]> {
  const found = await rows<{ name: string }>(
    tx,
    sql`
      select distinct tenant.name
      from weft.stream
      join weft.tenant on tenant.id = stream.tenant_id
      where stream.key_columns is not null
        and (stream.integration || '.' || stream.name = any(${sources}::text[])
          or (stream.integration = 'unified' and stream.name = ${model}))
      order by tenant.name`,
  );
  return found.map(({ name }) => name);
}

/** The moment this many milliseconds from now, by the server's clock, which is the one that the queue goes by. */
const inFuture = (ms: number): Sql => sql`clock_timestamp() + ${ms}::integer * interval '1 millisecond'`;
