import { Pool, type PoolClient, types } from 'pg';
import { pendingMigrations } from '../catalog/pending-migrations.ts';
import { WeftError } from '../errors.ts';
import { requireVersion } from './require-version.ts';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Most connections held at a time; 10 unless told. */
  poolSize?: number;
}

/** An open, migrated database. */
export interface Database {
  /** Hand-written SQL, COPY. */
  readonly pool: Pool;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Connects, checks the server's version and brings the catalog to this version of Weft.
 * @throws WeftError `unusable_database` when the server cannot be reached or is older than Postgres 15.
 */
export async function openDatabase({ url, poolSize = 10 }: DatabaseOptions): Promise<Database> {
  const pool = new Pool({
    connectionString: url,
    application_name: 'weft',
    max: poolSize,
    // A backend keeps about 150 KB for each tenant it has touched: connections are renewed before that adds up.
    maxUses: 5000,
    maxLifetimeSeconds: 1800,
    types: { getTypeParser },
  });
  hearBrokenConnections(pool);
  try {
    await checkVersion(pool, url);
    await migrate(pool, url);
    return { pool, url, close: () => pool.end() };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/**
 * A connection that breaks says so on itself, besides failing its statement, or on the pool when it is idle (it is then
 * replaced at the next use); unheard, that would end the process.
 */
function hearBrokenConnections(pool: Pool): void {
  const ignore = () => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client: PoolClient) => client.on('error', ignore));
}

async function checkVersion(pool: Pool, url: string): Promise<void> {
  const { number, name } = await serverVersion(pool).catch((cause: Error) => {
    const { host, pathname } = new URL(url);
    throw new WeftError(
      'unusable_database',
      `Postgres at ${host}${pathname} cannot be reached: ${cause.message}`,
      'Check DATABASE_URL and that the server runs; without DATABASE_URL Weft starts a server of its own in WEFT_HOME.',
      { cause },
    );
  });
  requireVersion(Number(number), name);
}

async function serverVersion(pool: Pool): Promise<{ number: string; name: string }> {
  const { rows } = await pool.query<{ number: string; name: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as name`,
  );
  return rows[0]!;
}

async function migrate(pool: Pool, url: string): Promise<void> {
  // Most starts find nothing to do, and then need neither a lock nor TypeORM.
  const present = await pool.query(`select to_regclass('weft.migration') is not null as yes`);
  if (present.rows[0].yes && (await pendingMigrations(pool)).length === 0) return;
  const { runMigrations } = await import('../catalog/run-migrations.ts');
  await runMigrations(url);
}

/** int8 becomes a number: sequences, counts and ids all stay far below 2^53. Data columns are text. */
function getTypeParser(oid: number, format?: string) {
  if (oid === types.builtins.INT8 && format !== 'binary') return Number;
  return types.getTypeParser(oid, format as 'text');
}
