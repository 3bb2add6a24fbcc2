import type { Pool } from 'pg';
import { migrations } from './migrations/index.ts';

/** What the catalog's migrations are called, in the order in which they apply. */
export const migrationNames: readonly string[] = migrations.map(({ name }) => name);

/** Those that a database with a catalog still lacks. */
export async function pendingMigrations(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>('select name from weft.migration');
  const applied = new Set(rows.map(({ name }) => name));
  return migrationNames.filter((name) => !applied.has(name));
}
