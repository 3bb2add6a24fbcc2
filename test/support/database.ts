import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Database, openDatabase } from '../../libs/snapshot-core/src/db/database.ts';
import { databaseUrl, dropDatabase, makeDatabase } from './admin.ts';

/**
 * This jest worker's own database, with the catalog in it. The tests of a worker share it and stay apart by making their
 * own tenant: see `uniqueTenant`. End the pool after the tests.
 */
export async function workerDatabase(): Promise<{ url: string; pool: pg.Pool }> {
  const url = await workerDatabaseUrl();
  return { url, pool: new pg.Pool({ connectionString: url, max: 10 }) };
}

/** The worker's own database, opened as the product opens it. Close it after the tests. */
export async function testDatabase(): Promise<Database> {
  return openDatabase({ url: await workerDatabaseUrl() });
}

/** A database for one test alone: for what is about the whole database, such as a queue. `drop` it after the test. */
export async function ownDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `${template()}_${randomUUID().slice(0, 8)}`;
  await makeDatabase(name, template());
  return { url: databaseUrl(name), drop: () => dropDatabase(name) };
}

/** A tenant name that no other test has. */
export function uniqueTenant(): string {
  return `t_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
}

async function workerDatabaseUrl(): Promise<string> {
  const name = `${template()}_worker${process.env.JEST_WORKER_ID ?? '1'}`;
  await makeDatabase(name, template());
  return databaseUrl(name);
}

function template(): string {
  const name = process.env.WEFT_TEST_TEMPLATE;
  if (name === undefined)
    throw new Error('no template database: run the tests through `npm run jest`, which has the set-up');
  return name;
}
