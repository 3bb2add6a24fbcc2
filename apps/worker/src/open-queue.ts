import { type Database, openWeft, prepareQueue } from '@app/snapshot-core';
import type { WorkerConfig } from './config.ts';

/** Connections that a job may use at a time: its transaction, its run's progress, one to spare. */
const CONNECTIONS_PER_JOB = 3;
/** The queue's listener and its look for jobs, schedules, rescue. */
const CONNECTIONS_BESIDE = 4;

/**
 * Opens the database with the queue in it, with as many connections as the worker's jobs need.
 * @throws WeftError `unusable_database`
 */
export async function openQueue(config: WorkerConfig): Promise<Database> {
  const db = await openWeft(config, { poolSize: config.concurrency * CONNECTIONS_PER_JOB + CONNECTIONS_BESIDE });
  try {
    await prepareQueue(db);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}
