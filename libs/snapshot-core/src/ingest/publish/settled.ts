import { empty, type Sql, sql } from '../../db/sql.ts';
import { tableOf } from '../../snapshot/snapshot-table.ts';
import { heldDeletesOf } from '../held/held-delete.ts';
import { waits } from './absent.ts';
import type { DiffInput } from './diff.ts';

/**
 * A CTE that forgets earlier held deletes which this run settles: those of records that it has, and, of what a
 * complete extract covers, all that do not wait on: their records are there again, or were deleted just now. Those of
 * records that were written or deleted since are out of date in any case.
 */
export function settled({ snapshot, stage, absence }: DiffInput): Sql {
  const covered = absence.type === 'full' ? (absence.within ?? sql`true`) : sql`false`;
  return sql`,
    settled as (
      delete from ${heldDeletesOf(snapshot.schema)} held
      where held.source = ${snapshot.source}
        ${absence.type === 'full' ? sql`and not exists (select from absent cross join verdict where absent._key = held.key and ${waits})` : empty}
        and (
          exists (select from ${stage.all ?? stage.from} s where s._key = held.key)
          or not exists (
            select from ${tableOf(snapshot)} t
            where t._key = held.key and t._changed_seq = held.changed_seq and not ${covered}
          )
        )
    )`;
}
