import pg from 'pg';
import { WeftError } from '../../errors.ts';
import { DATABASE, type ServerLayout, SUPERUSER } from './layout.ts';

const WRONG_PASSWORD = '28P01';
/** The address of a database of the embedded server. */
export function serverUrl(port: number, password: string, database = DATABASE): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * Whether `ensureDatabase` failed because the server comes or goes at this moment: the connection broke, or the server
 * says so (SQLSTATE class 57, operator intervention).
 */
export function isPassing(error: unknown): boolean {
  const { cause } = error as { cause?: Error & { code?: string } };
  return !(cause instanceof pg.DatabaseError) || cause.code?.startsWith('57P') === true;
}

/**
 * Connects, which proves that the server is ours, and makes the database if it is not there.
 * @throws WeftError `unusable_database` when the server does not let us in.
 */
export async function ensureDatabase(layout: ServerLayout, port: number, password: string): Promise<void> {
  const client = new pg.Client({
    connectionString: serverUrl(port, password, 'postgres'),
    connectionTimeoutMillis: 30_000,
  });
  client.on('error', () => undefined); // a break shows in the query
  try {
    await client.connect();
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(DATABASE)}`);
  } catch (cause) {
    const { code, message } = cause as Error & { code?: string };
    throw new WeftError(
      'unusable_database',
      `the embedded Postgres on port ${port} does not let Weft in: ${message}`,
      code === WRONG_PASSWORD
        ? `${layout.password} was changed while it runs: end all Weft processes, delete that file, and start again.`
        : `See ${layout.log}.`,
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
