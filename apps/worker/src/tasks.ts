import type { Logger } from '@nestjs/common';
import type { JobHelpers, TaskList } from 'graphile-worker';
import type { Database, JobPayloads } from '@app/snapshot-core';
import { type About, carryOut, type Job } from './carry-out.ts';
import { markFailed, nextDelivery } from './deliveries.ts';
import { ingestDelivery } from './ingest-delivery.ts';
import { scanSource } from './scan-source.ts';
import { unifyModel } from './unify-model.ts';

/** One way to carry out each kind of job. */
type Tasks = { [Name in keyof JobPayloads]: (payload: JobPayloads[Name], helpers: JobHelpers) => Promise<void> };

/**
 * What the queue can ask this worker for.
 * @param interrupted receives the ids of jobs that the shutdown cut off
 */
export function makeTasks(db: Database, logger: Logger, interrupted: number[]): TaskList {
  const job = (helpers: JobHelpers): Job => ({ helpers, logger, interrupted });
  const tasks: Tasks = {
    scan_source: (payload, helpers) => scan(db, payload, job(helpers)),
    ingest_delivery: (payload, helpers) => ingest(db, payload, job(helpers)),
    unify: (payload, helpers) => unify(db, payload, job(helpers)),
  };
  return tasks as TaskList; // to the queue a payload is unknown; what is in ours, JobPayloads says to both sides
}

async function scan(db: Database, { sourceId }: JobPayloads['scan_source'], job: Job): Promise<void> {
  const about: About = { task: 'scan_source', source: sourceId };
  await carryOut(job, about, async () => {
    const scanned = await scanSource(db, sourceId);
    // A scan that finds nothing is what most ticks are: of interest only to who looks for it.
    job.logger[scanned.deliveries ? 'log' : 'debug']('scanned', { ...about, ...scanned });
    if (scanned.incomplete) job.logger.warn('parts are missing', { ...about, incomplete: scanned.incomplete });
  });
}

async function ingest(db: Database, { deliveryId }: JobPayloads['ingest_delivery'], job: Job): Promise<void> {
  const delivery = await nextDelivery(db.pool, deliveryId);
  if (delivery === undefined) return; // ingested already, by a worker that was killed before it could say so to the queue
  const { id, tenant, integration, stream, path } = delivery;
  const about: About = { task: 'ingest_delivery', delivery: id, tenant, integration, stream, path };
  await carryOut(
    job,
    about,
    async () => {
      const runs = await ingestDelivery(db, delivery, job.helpers.abortSignal);
      for (const run of runs) job.logger.log('ingested', { ...about, ...run });
    },
    () => markFailed(db.pool, delivery),
  );
}

async function unify(db: Database, { tenant, model }: JobPayloads['unify'], job: Job): Promise<void> {
  const about: About = { task: 'unify', tenant, integration: 'unified', stream: model };
  await carryOut(job, about, async () => {
    job.logger.log('unified', { ...about, ...(await unifyModel(db, tenant, model, job.helpers.abortSignal)) });
  });
}
