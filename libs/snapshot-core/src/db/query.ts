import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { Sql } from './sql.ts';

/** What runs a statement: the pool, or the client that holds a transaction. */
export type Queryable = Pool | PoolClient;

/** Runs a statement and returns its rows. */
export async function rows<Row extends QueryResultRow>(db: Queryable, statement: Sql): Promise<Row[]> {
  return (await db.query<Row>(statement.toQuery())).rows;
}

/** Runs a statement and returns its first row, or undefined. */
export async function first<Row extends QueryResultRow>(db: Queryable, statement: Sql): Promise<Row | undefined> {
  return (await rows<Row>(db, statement))[0];
}

/**
 * Runs a statement that each connection plans only once: for the few that every sync runs, whose text is always the same.
 * @param name of its own for each text
 */
export async function prepared<Row extends QueryResultRow>(
  db: Queryable,
  name: string,
  statement: Sql,
): Promise<Row | undefined> {
  return (await db.query<Row>({ name: `weft_${name}`, ...statement.toQuery() })).rows[0];
}

/** Runs a statement for its effect and returns how many rows it touched. */
export async function execute(db: Queryable, statement: Sql): Promise<number> {
  return (await db.query(statement.toQuery())).rowCount ?? 0;
}

/** Runs `work` in one transaction: commits when it resolves, rolls back when it throws. */
export async function transaction<T>(pool: Pool, work: (tx: PoolClient) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  try {
    await tx.query('begin');
    const result = await work(tx);
    await tx.query('commit');
    return result;
  } catch (error) {
    // A rollback that fails means the connection is gone or out of step: it must not go back to the pool.
    await tx.query('rollback').catch((cause: Error) => (broken = cause));
    throw error;
  } finally {
    tx.release(broken);
  }
}
