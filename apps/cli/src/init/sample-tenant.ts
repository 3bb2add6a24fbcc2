import {
  type Database,
  getSnapshotTable,
  listStreams,
  scanRecords,
  snapshotTransaction,
  type Tenant,
} from '@app/snapshot-core';
import type { StreamSample } from '@app/unify';
import { SAMPLED_RECORDS } from './find-samples.ts';

/** Samples every stream that a tenant has. They keep the keys that they have. */
export async function sampleTenant(db: Database, tenant: Tenant): Promise<StreamSample[]> {
  const samples: StreamSample[] = [];
  for (const { integration, stream, key, columns } of await listStreams(db, tenant)) {
    if (integration === 'unified') continue;
    const snapshot = await getSnapshotTable(db, tenant, integration, stream);
    const records = await snapshotTransaction(db.pool, async (tx) => {
      for await (const batch of scanRecords(tx, snapshot, SAMPLED_RECORDS + 1))
        return batch.map(({ values }) => values);
      return [];
    });
    samples.push({
      integration,
      stream,
      columns: columns.map(({ name }) => name),
      records: records.slice(0, SAMPLED_RECORDS),
      whole: records.length <= SAMPLED_RECORDS,
      key,
      from: `tenant ${tenant.name}`,
    });
  }
  return samples;
}
