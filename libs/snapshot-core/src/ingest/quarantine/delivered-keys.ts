import type { PoolClient } from 'pg';
import { rows } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { type SnapshotTable, tableOf } from '../../snapshot/snapshot-table.ts';
import type { SkipFilter } from '../skip-filter.ts';
import type { Stage } from '../stage/stage.ts';

/**
 * Which of some record keys a delivery had intact: those that are staged, and those whose record was skipped because it
 * was byte for byte what is stored. For few keys; called before the stage goes.
 */
export async function deliveredKeys(
  tx: PoolClient,
  { snapshot, stage, filter }: { snapshot: SnapshotTable; stage: Stage; filter: SkipFilter },
  keys: readonly string[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const staged = await rows<{ key: string }>(
    tx,
    sql`
      with ${stage.cte}
      wanted as (select unnest(${keys}::text[]) as key)
      select wanted.key
      from wanted
      join ${stage.all ?? stage.from} s on s._key = wanted.key`,
  );
  const stored = await rows<{ key: string; hash: string }>(
    tx,
    sql`
      select _key as key, replace(_hash::text, '-', '') as hash
      from ${tableOf(snapshot)}
      where _key = any(${keys}::text[]) and _hash is not null`,
  );
  const skipped = stored.filter(({ hash }) => filter.saw(hash));
  return new Set([...staged, ...skipped].map(({ key }) => key));
}
