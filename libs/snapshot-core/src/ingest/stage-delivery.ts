import type { PoolClient } from 'pg';
import type { NewReject } from '../catalog/rejects.ts';
import { snapshotTableOf } from '../catalog/snapshot-tables.ts';
import type { StreamRow } from '../catalog/streams.ts';
import type { Tenant } from '../catalog/tenant.entity.ts';
import { stagingTable } from '../db/names.ts';
import { addColumns, createSnapshotTable } from '../snapshot/snapshot-table.ts';
import { CsvReader } from './csv/csv-reader.ts';
import type { Header } from './csv/read-header.ts';
import { seedOf } from './hash128.ts';
import type { SyncInput } from './input.ts';
import type { Absence } from './publish/absent.ts';
import type { DiffInput } from './publish/diff.ts';
import { RejectList } from './reject-list.ts';
import { type Scanned, scanRecords } from './scan-records.ts';
import { settleColumns } from './settle-columns.ts';
import type { StreamSettings } from './settings.ts';
import { SkipFilter } from './skip-filter.ts';
import { StageWriter } from './stage/stage-writer.ts';

export interface Delivery {
  tenant: Tenant;
  /** Locked by the transaction. */
  stream: StreamRow;
  request: { input: SyncInput; skipFilter?: boolean; signal?: AbortSignal };
  settings: StreamSettings;
  /** Run id. */
  id: number;
  where: string;
  onRead: (bytesRead: number) => void;
}

/** A delivery that is ready to be compared with the snapshot. */
export interface StagedDelivery extends Scanned {
  diff: DiffInput;
  keyColumns: string[];
  rejects: NewReject[];
  /** Records that a later one of the same key replaces. */
  superseded: number;
  drop: () => Promise<void>;
}

/** Reads a delivery up to the point where its changes can be told: settles the columns, scans, stages. */
export async function stageDelivery(tx: PoolClient, delivery: Delivery): Promise<StagedDelivery> {
  const { stream, request, settings, where } = delivery;
  const { reader, header } = await CsvReader.open(request.input, where, delivery.onRead, request.signal);
  const settled = settleColumns(stream, header.names, settings.key, where);
  const snapshot = snapshotTableOf(delivery.tenant, { ...stream, columns: settled.columns });
  if (stream.keyColumns === null) await createSnapshotTable(tx, snapshot);
  else await addColumns(tx, snapshot, settled.added);

  const filter =
    request.skipFilter === false ? SkipFilter.empty() : await SkipFilter.load(tx, snapshot, stream.recordCount);
  const target = { schema: snapshot.schema, table: stagingTable(delivery.id), columns: settled.delivered };
  const writer = new StageWriter(tx, target, header.dialect);
  const rejects = new RejectList(where);
  const seed = seedOf(hashContext(header, settled.keyColumns, settings));
  const scanned = await scanRecords({
    reader,
    header,
    keyFields: settled.keyFields,
    seed,
    filter,
    writer,
    rejects,
    where,
  });
  const stage = await writer.finish();
  return {
    ...scanned,
    diff: {
      snapshot,
      stage,
      merge: settings.merge,
      ignore: settings.ignore,
      deletedWhen: settings.deletedWhen,
      absence: absenceOf(settings, scanned, filter, rejects, stream),
    },
    keyColumns: settled.keyColumns,
    rejects: rejects.rejects,
    superseded: writer.supersededCount,
    drop: () => writer.drop(),
  };
}

/** Two records of the same bytes mean the same only if all of this is the same, too. */
function hashContext(header: Header, key: readonly string[], settings: StreamSettings): string {
  const { merge, ignore, deletedWhen } = settings;
  return JSON.stringify([header.names, header.dialect, key, merge, ignore, deletedWhen]);
}

function absenceOf(
  settings: StreamSettings,
  { received, skipped }: Scanned,
  filter: SkipFilter,
  rejects: RejectList,
  stream: StreamRow,
): Absence {
  if (settings.kind !== 'full') return { type: 'none' };
  return {
    type: 'full',
    unseen: skipped > 0 ? filter.unseen() : null,
    rejectedKeys: rejects.keys,
    limit: settings.deleteLimit,
    scope: stream.recordCount,
    emptyDelivery: received === rejects.rejects.length,
  };
}
