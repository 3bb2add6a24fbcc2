import type { PoolClient } from 'pg';
import type { Delivery, StagedDelivery } from './delivery.ts';
import { openDelivery } from './open-delivery.ts';
import { stageCsv } from './stage-csv.ts';
import { stageRecords } from './stage-records.ts';

/**
 * Reads a delivery up to the point where its changes can be told: CSV by its bytes, everything else record by record.
 * @param mayLoad whether a large first delivery may go into the snapshot table straight away
 */
export function stageDelivery(tx: PoolClient, delivery: Delivery, mayLoad: boolean): Promise<StagedDelivery> {
  return openDelivery(delivery, (opened) =>
    opened.type === 'csv'
      ? stageCsv(tx, delivery, opened.csv, mayLoad)
      : stageRecords(tx, delivery, opened.pieces, mayLoad),
  );
}
