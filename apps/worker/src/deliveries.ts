import { execute, first, MAX_ATTEMPTS, type Queryable, sql } from '@app/snapshot-core';
import type { FilePart, FoundDelivery } from './gather-parts.ts';

/** A delivery that waits to be ingested. */
export interface QueuedDelivery {
  id: number;
  sourceId: number;
  path: string;
  /** Bytes. */
  size: number;
  modifiedAt: Date;
  tenant: string;
  integration: string;
  stream: string;
  /** The files, where it is several. */
  parts: FilePart[] | null;
}

/** The files of a delivery, in order. */
export const filesOf = ({ path, size, modifiedAt, parts }: QueuedDelivery): FilePart[] =>
  parts ?? [{ path, size, modifiedAt: modifiedAt.toISOString() }];

/** What its runs call it. */
const nameOf = (delivery: QueuedDelivery): string =>
  filesOf(delivery)
    .map(({ path }) => path)
    .join(', ');

/**
 * Forgets deliveries in parts that wait, and are no longer all of the parts or not as they were: what they have become is a
 * delivery of its own, and ingested before it they would be an extract that lacks records.
 */
export async function dropOvertaken(tx: Queryable, sourceId: number, found: readonly FoundDelivery[]): Promise<void> {
  const sets = found.filter(({ parts }) => parts !== null);
  if (sets.length === 0) return;
  await execute(
    tx,
    sql`
      delete from weft.delivery overtaken
      using unnest(
        ${sets.map(({ path }) => path)}::text[],
        ${sets.map(({ size }) => size)}::bigint[],
        ${sets.map(({ modifiedAt }) => modifiedAt.toISOString())}::timestamptz[],
        ${sets.map(({ parts }) => JSON.stringify(parts))}::text[]
      ) as found (path, size, modified_at, parts)
      where overtaken.source_id = ${sourceId}::integer
        and overtaken.path = found.path
        and overtaken.state = 'queued'
        and overtaken.parts is not null
        and (overtaken.size, overtaken.modified_at, overtaken.parts_mark)
          <> (found.size, found.modified_at, md5(found.parts))`,
  );
}

/** Records the deliveries that are not known yet; returns how many. A known one that has changed is a new one. */
export function recordDeliveries(tx: Queryable, sourceId: number, files: readonly FoundDelivery[]): Promise<number> {
  return execute(
    tx,
    // "not exists", although conflicts are passed over: those would use up an id for every known file of every scan.
    sql`
      insert into weft.delivery (source_id, path, size, modified_at, tenant, integration, stream, parts, parts_mark)
      select ${sourceId}::integer, found.path, found.size, found.modified_at, found.tenant, found.integration, found.stream,
        found.parts::json, coalesce(md5(found.parts), '')
      from unnest(
        ${files.map(({ path }) => path)}::text[],
        ${files.map(({ size }) => size)}::bigint[],
        ${files.map(({ modifiedAt }) => modifiedAt.toISOString())}::timestamptz[],
        ${files.map(({ tenant }) => tenant)}::text[],
        ${files.map(({ integration }) => integration)}::text[],
        ${files.map(({ stream }) => stream)}::text[],
        ${files.map(({ parts }) => parts && JSON.stringify(parts))}::text[]
      ) as found (path, size, modified_at, tenant, integration, stream, parts)
      where not exists (
        select
        from weft.delivery known
        where known.source_id = ${sourceId}::integer
          and (known.path, known.size, known.modified_at, known.parts_mark)
            = (found.path, found.size, found.modified_at, coalesce(md5(found.parts), ''))
      )
      on conflict do nothing`,
  );
}

/**
 * Gives each queued delivery of a source its job, those that have one excepted: a job that was lost is made again by the
 * next scan. Jobs of a stream share a queue, so they are carried out one after the other. Returns how many were added.
 */
export function enqueueDeliveries(tx: Queryable, sourceId: number): Promise<number> {
  return execute(
    tx,
    sql`
      select graphile_worker.add_job('ingest_delivery', json_build_object('deliveryId', delivery.id),
        queue_name => format('ingest:%s:%s.%s', delivery.tenant, delivery.integration, delivery.stream),
        job_key => 'ingest:' || delivery.id, max_attempts => ${MAX_ATTEMPTS}::integer)
      from weft.delivery
      where delivery.source_id = ${sourceId}
        and delivery.state = 'queued'
        and not exists (
          select
          from graphile_worker.jobs job
          where job.key = 'ingest:' || delivery.id
            and (job.locked_at is not null or job.attempts < job.max_attempts)
        )`,
  );
}

/**
 * The delivery of the same stream that comes first: by the timestamp in its name (without one: the time at which it was last
 * written), then by name. Undefined when none is queued. Not simply the delivery asked for, because the queue alone does not
 * keep the order: a job that is tried again comes after those that were behind it.
 */
export function nextDelivery(db: Queryable, deliveryId: number): Promise<QueuedDelivery | undefined> {
  return first<QueuedDelivery>(
    db,
    sql`
      select queued.id, queued.source_id as "sourceId", queued.path, queued.size, queued.modified_at as "modifiedAt",
        queued.tenant, queued.integration, queued.stream, queued.parts
      from weft.delivery asked
      join weft.delivery queued using (tenant, integration, stream)
      where asked.id = ${deliveryId} and queued.state = 'queued'
      order by
        coalesce(
          substring(queued.path from '-([0-9]{8}T[0-9]{6})[^/]*$'),
          to_char(queued.modified_at at time zone 'utc', 'YYYYMMDD"T"HH24MISS')
        ) collate "C",
        queued.path collate "C", queued.modified_at, queued.id
      limit 1`,
  );
}

/**
 * Says in the run's own transaction that it ingested the delivery; false when another run was first.
 * @param runId null when there was nothing in it
 */
export async function markIngested(tx: Queryable, deliveryId: number, runId: number | null): Promise<boolean> {
  const marked = await execute(
    tx,
    sql`
      update weft.delivery
      set state = 'ingested', run_id = ${runId}::integer
      where id = ${deliveryId} and state = 'queued'`,
  );
  return marked === 1;
}

/** Gives a delivery up, with its last run, if it came to one, as the place where the reason is. */
export async function markFailed(db: Queryable, delivery: QueuedDelivery): Promise<void> {
  await execute(
    db,
    sql`
      update weft.delivery
      set state = 'failed', run_id = (
        select max(run.id)
        from weft.sync_run run
        join weft.tenant on tenant.id = run.tenant_id
        where tenant.name = ${delivery.tenant} and run.delivery = ${nameOf(delivery)} and run.status = 'failed'
          and run.created_at >= delivery.created_at
      )
      where id = ${delivery.id} and state = 'queued'`,
  );
}

/** How many runs of the delivery were cut off by the end of their process. */
export async function countInterrupted(db: Queryable, delivery: QueuedDelivery): Promise<number> {
  const row = await first<{ runs: number }>(
    db,
    sql`
      select count(*) as runs
      from weft.sync_run run
      join weft.tenant on tenant.id = run.tenant_id
      join weft.delivery on delivery.id = ${delivery.id}
      where tenant.name = ${delivery.tenant} and run.delivery = ${nameOf(delivery)} and run.status = 'failed'
        and run.error ->> 'code' = 'interrupted' and run.created_at >= delivery.created_at`,
  );
  return row?.runs ?? 0;
}
