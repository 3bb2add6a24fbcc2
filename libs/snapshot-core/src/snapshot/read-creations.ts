import { type Queryable, rows } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import type { SnapshotTable } from './snapshot-table.ts';

/**
 * When the records were created that these changes belong to: walks back from each change to the creation behind it.
 * @param heads sequence numbers of changes
 * @param oldest first sequence number that is still kept
 * @returns the creation's sequence number by the change's; none where it has been pruned
 */
export async function readCreations(
  tx: Queryable,
  { schema }: SnapshotTable,
  heads: readonly number[],
  oldest: number,
): Promise<Map<number, number>> {
  if (heads.length === 0) return new Map();
  const change = ident(schema, 'change');
  const found = await rows<{ head: number; seq: number }>(
    tx,
    sql`
      with recursive chain as (
        select change.seq as head, change.seq, change.op, change.prev
        from ${change} change
        where change.seq = any(${heads}::bigint[]) and change.seq >= ${oldest}
        union all
        select chain.head, change.seq, change.op, change.prev
        from chain
        join ${change} change on change.seq = chain.prev
        where chain.op <> 'created' and change.seq >= ${oldest}
      )
      select head, seq
      from chain
      where op = 'created'`,
  );
  return new Map(found.map(({ head, seq }) => [head, seq]));
}
