import type { PoolClient } from 'pg';
import { CopyIn } from '../../db/copy/copy-in.ts';
import { execute, first } from '../../db/query.ts';
import { ident, sql } from '../../db/sql.ts';
import { addPrimaryKey, type SnapshotTable, tableOf } from '../../snapshot/snapshot-table.ts';
import { NOTHING, type Published } from '../publish/publish.ts';
import { copyStaged, type StagedRows } from './staged-rows.ts';

/**
 * Publishes rows into a snapshot table that this transaction has made and that has no primary key yet: copied straight into
 * it, as there is nothing to compare them with. As from `publish` on, the feed stays locked until the commit.
 * @param columns identifiers of the columns that each row's values are for
 * @param rows with distinct keys
 */
export async function loadRows(
  tx: PoolClient,
  runId: number,
  snapshot: SnapshotTable,
  columns: readonly string[],
  rows: StagedRows,
): Promise<Published> {
  const [table, feed] = [tableOf(snapshot), ident(snapshot.schema, 'feed')];
  const { base } = (await first<{ base: number }>(tx, sql`select last_seq as base from ${feed} for update`))!;
  const copy = new CopyIn(tx, table, ['_created_seq', '_changed_seq', '_key', ...columns], { freeze: true });
  try {
    for await (const staged of rows) {
      await copyStaged(copy, staged, () => {
        const seq = base + copy.rows;
        copy.int64(Math.floor(seq / 2 ** 32), seq % 2 ** 32);
        copy.int64(Math.floor(seq / 2 ** 32), seq % 2 ** 32);
      });
    }
    await copy.finish();
  } catch (error) {
    await copy.abort(error as Error);
    throw error;
  }
  await addPrimaryKey(tx, snapshot);
  const created = copy.rows;
  if (created === 0) return NOTHING;
  await execute(
    tx,
    sql`
      insert into ${ident(snapshot.schema, 'change')} (seq, run_id, source, key, op)
      select _created_seq, ${runId}::integer, ${snapshot.source}, _key, 'created'
      from ${table}`,
  );
  await execute(tx, sql`update ${feed} set last_seq = ${base + created}::bigint`);
  return { ...NOTHING, created, seq: { from: base + 1, to: base + created } };
}
