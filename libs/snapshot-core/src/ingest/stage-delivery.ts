import type { PoolClient } from 'pg';
import type { Delivery, StagedDelivery } from './delivery.ts';
import { openDelivery } from './open-delivery.ts';
import { mayPublishEarly } from './publish/may-publish-early.ts';
import { KeyCameAgain } from './stage/key-came-again.ts';
import { stageCsv } from './stage-csv.ts';
import { stageRecords } from './stage-records.ts';

/** Reads a delivery up to the point where its changes can be told, and publishes parts of a large one meanwhile. */
export async function stageDelivery(tx: PoolClient, delivery: Delivery): Promise<StagedDelivery> {
  if (!mayPublishEarly(delivery)) return stage(tx, delivery, { load: true, publish: false });
  await tx.query('savepoint unread');
  try {
    return await stage(tx, delivery, { load: true, publish: true });
  } catch (error) {
    if (!(error instanceof KeyCameAgain)) throw error;
    await tx.query('rollback to savepoint unread');
    return stage(tx, delivery, { load: true, publish: false });
  }
}

/** As {@link stageDelivery}, but the snapshot stays as it is. */
export const stageOnly = (tx: PoolClient, delivery: Delivery): Promise<StagedDelivery> =>
  stage(tx, delivery, { load: false, publish: false });

/** CSV by its bytes, everything else record by record. */
function stage(tx: PoolClient, delivery: Delivery, may: { load: boolean; publish: boolean }): Promise<StagedDelivery> {
  return openDelivery(delivery, (opened) =>
    opened.type === 'csv'
      ? stageCsv(tx, delivery, opened.csv, may)
      : stageRecords(tx, delivery, opened.pieces, may.load),
  );
}
