import pg from 'pg';

export const TEMPLATE_PREFIX = 'weft_test_';

const DUPLICATE_DATABASE = '42P04';

/** The address of a database of the test server. */
export function databaseUrl(name: string): string {
  const server = process.env.WEFT_TEST_SERVER;
  if (server === undefined)
    throw new Error('no test server: run the tests through `npm run jest`, which has the set-up');
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Makes a database, as a copy if a template is given; one that is there stays as it is. */
export async function makeDatabase(name: string, template?: string): Promise<void> {
  try {
    await administer(
      `create database ${pg.escapeIdentifier(name)}${template ? ` template ${pg.escapeIdentifier(template)}` : ''}`,
    );
  } catch (error) {
    if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error;
  }
}

export async function dropDatabase(name: string): Promise<void> {
  await administer(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
}

/** Names of the databases that begin like this. */
export async function databasesLike(prefix = TEMPLATE_PREFIX): Promise<string[]> {
  const rows = await administer('select datname from pg_database where starts_with(datname, $1)', [prefix]);
  return rows.map(({ datname }) => datname as string);
}

async function administer(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: process.env.WEFT_TEST_SERVER });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
