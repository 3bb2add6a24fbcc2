import { Client, type Pool, type PoolClient, types } from 'pg';
import { DataSource } from 'typeorm';
import { entities } from '../catalog/entities.ts';
import { migrations } from '../catalog/migrations/index.ts';
import { WeftError } from '../errors.ts';
import { requireVersion } from './require-version.ts';

/** "weft" in ASCII: the advisory lock that keeps two starting processes from migrating at once. */
const MIGRATION_LOCK = 0x77656674;

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Most connections held at a time; 10 unless told. */
  poolSize?: number;
}

/** An open, migrated database. */
export interface Database {
  /** Data plane: hand-written SQL, COPY. */
  readonly pool: Pool;
  /** Catalog: TypeORM entities. Shares `pool`. */
  readonly dataSource: DataSource;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Connects, checks the server's version and brings the catalog to this version of Weft.
 * @throws WeftError `unusable_database` when the server cannot be reached or is older than Postgres 15.
 */
export async function openDatabase({ url, poolSize = 10 }: DatabaseOptions): Promise<Database> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema: 'weft',
    entities,
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    applicationName: 'weft',
    // A backend keeps about 150 KB for each tenant it has touched: connections are renewed before that adds up.
    extra: { max: poolSize, maxUses: 5000, maxLifetimeSeconds: 1800, types: { getTypeParser } },
  });
  await connect(dataSource, url);
  try {
    const pool = (dataSource.driver as unknown as { master: Pool }).master;
    hearBrokenConnections(pool);
    await checkVersion(pool);
    await migrate(url, pool, dataSource);
    return { pool, dataSource, url, close: () => dataSource.destroy() };
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/**
 * A connection that breaks says so on itself, besides failing its statement, or on the pool when it is idle (it is then
 * replaced at the next use); unheard, that would end the process. Both events, since TypeORM has opened the first
 * connection by now.
 */
function hearBrokenConnections(pool: Pool): void {
  const ignore = () => undefined;
  const hear = (client: PoolClient) => {
    if (!client.listeners('error').includes(ignore)) client.on('error', ignore);
  };
  pool.on('error', ignore);
  pool.on('connect', hear);
  pool.on('acquire', hear);
}

async function connect(dataSource: DataSource, url: string): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (cause) {
    const { host, pathname } = new URL(url);
    throw new WeftError(
      'unusable_database',
      `Postgres at ${host}${pathname} cannot be reached: ${(cause as Error).message}`,
      'Check DATABASE_URL and that the server runs; without DATABASE_URL Weft starts a server of its own in WEFT_HOME.',
      { cause },
    );
  }
}

async function checkVersion(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ number: string; name: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as name`,
  );
  requireVersion(Number(rows[0]!.number), rows[0]!.name);
}

async function migrate(url: string, pool: Pool, dataSource: DataSource): Promise<void> {
  // Most starts find nothing to do, and then need no lock.
  const present = await pool.query(`select to_regclass('weft.migration') is not null as yes`);
  if (present.rows[0].yes && !(await dataSource.showMigrations())) return;
  // Not from the pool: the migrations take another connection while this one holds the lock, and a pool may have one alone.
  const client = new Client({ connectionString: url, application_name: 'weft' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('create schema if not exists weft');
    await dataSource.runMigrations();
  } finally {
    await client.end(); // which lets go of the lock
  }
}

/** int8 becomes a number: sequences, counts and ids all stay far below 2^53. Data columns are text. */
function getTypeParser(oid: number, format?: string) {
  if (oid === types.builtins.INT8 && format !== 'binary') return Number;
  return types.getTypeParser(oid, format as 'text');
}
