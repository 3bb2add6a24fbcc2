import type { PoolClient } from 'pg';
import type { NewReject } from '../catalog/rejects.ts';
import { snapshotTableOf } from '../catalog/snapshot-tables.ts';
import type { StreamRow } from '../catalog/streams.ts';
import type { Tenant } from '../catalog/tenant.entity.ts';
import { stagingTable } from '../db/names.ts';
import { addColumns, addPrimaryKey, createSnapshotTable } from '../snapshot/snapshot-table.ts';
import { CsvReader } from './csv/csv-reader.ts';
import type { Header } from './csv/read-header.ts';
import { seedOf } from './hash128.ts';
import type { SyncInput } from './input.ts';
import type { Absence } from './publish/absent.ts';
import type { DiffInput } from './publish/diff.ts';
import { RejectList } from './reject-list.ts';
import { type Scanned, type ScanInput, scanRecords } from './scan-records.ts';
import { settleColumns } from './settle-columns.ts';
import type { StreamSettings } from './settings.ts';
import { SkipFilter } from './skip-filter.ts';
import { InitialLoad } from './stage/initial-load.ts';
import type { Stage } from './stage/stage.ts';
import { StageWriter } from './stage/stage-writer.ts';
import { StagingTable } from './stage/staging-table.ts';

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

/** A delivery that is ready to be published. */
export interface StagedDelivery extends Scanned {
  /** What to compare with what. */
  diff: DiffInput;
  /** Set for a large first delivery: it is in the snapshot table already, and there is nothing to compare it with. */
  loaded: InitialLoad | undefined;
  keyColumns: string[];
  rejects: NewReject[];
  /** Records that were staged, and the numbers of those that a later one of the same key replaces. */
  staged: number;
  superseded: readonly number[];
  /** Lets go of the staging table, if there is one. */
  drop: () => Promise<void>;
}

/**
 * Reads a delivery up to the point where its changes can be told: settles the columns, scans, stages.
 * @param mayLoad whether a large first delivery may go into the snapshot table straight away
 */
export async function stageDelivery(tx: PoolClient, delivery: Delivery, mayLoad: boolean): Promise<StagedDelivery> {
  const { stream, request, settings, where } = delivery;
  const { reader, header } = await CsvReader.open(request.input, where, delivery.onRead, request.signal);
  const settled = settleColumns(stream, header.names, settings.key, where);
  const snapshot = snapshotTableOf(delivery.tenant, { ...stream, columns: settled.columns });
  const isNew = stream.keyColumns === null;
  if (isNew) await createSnapshotTable(tx, snapshot);
  else await addColumns(tx, snapshot, settled.added);

  const skips = request.skipFilter !== false && !isNew;
  const filter = skips ? await SkipFilter.load(tx, snapshot, stream.recordCount) : SkipFilter.empty();
  const table = new StagingTable(tx, snapshot.schema, stagingTable(delivery.id), settled.delivered, header.dialect);
  const load = isNew && mayLoad ? new InitialLoad(tx, snapshot, settled.delivered, header.dialect) : undefined;
  const writer = new StageWriter(settled.delivered, load ?? table, header.dialect);
  const rejects = new RejectList(where);
  const seed = seedOf(hashContext(header, settled.keyColumns, settings));
  const { keyFields } = settled;
  const scan = { reader, header, keyFields, seed, filter, writer, rejects, where };
  const { scanned, inline } = await scanInto(scan);
  const copied = !inline && !load;
  if (copied) await table.settle(writer.superseded);
  if (isNew && (inline || !load)) await addPrimaryKey(tx, snapshot);
  return {
    ...scanned,
    diff: {
      snapshot,
      stage: inline ?? table.stage(writer.count - writer.superseded.length),
      merge: settings.merge,
      ignore: settings.ignore,
      deletedWhen: settings.deletedWhen,
      absence: absenceOf(settings, scanned, filter, rejects, stream),
    },
    loaded: inline ? undefined : load,
    keyColumns: settled.keyColumns,
    rejects: rejects.rejects,
    staged: writer.count,
    superseded: writer.superseded,
    drop: () => (copied ? table.drop() : Promise.resolve()),
  };
}

/** Scans everything and ends the stage; whatever goes wrong, no COPY stays open. */
async function scanInto(scan: ScanInput): Promise<{ scanned: Scanned; inline: Stage | undefined }> {
  try {
    const scanned = await scanRecords(scan);
    return { scanned, inline: await scan.writer.finish() };
  } catch (error) {
    await scan.writer.abort(error as Error);
    throw error;
  }
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
    allHashed: filter.size === stream.recordCount,
    rejectedKeys: rejects.keys,
    limit: settings.deleteLimit,
    scope: stream.recordCount,
    emptyDelivery: received === rejects.rejects.length,
  };
}
