import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';

/** "weft" in ASCII: the advisory lock that keeps two starting processes from migrating at once. */
const MIGRATION_LOCK = 0x77656674;

/**
 * Makes the catalog, or brings it to this version of Weft. To be imported when it is needed: TypeORM takes a quarter of a
 * second of CPU to load, and most processes find nothing to migrate.
 */
export async function runMigrations(url: string): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema: 'weft',
    entities,
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    applicationName: 'weft',
    poolSize: 1,
  });
  await dataSource.initialize();
  try {
    // Not from the pool: the migrations take its connection while this one holds the lock.
    const client = new Client({ connectionString: url, application_name: 'weft' });
    await client.connect();
    try {
      await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await client.query('create schema if not exists weft');
      await dataSource.runMigrations();
    } finally {
      await client.end(); // which lets go of the lock
    }
  } finally {
    await dataSource.destroy();
  }
}
