import type { PoolClient } from 'pg';
import type { NewReject, RejectedBy } from '../catalog/rejects.ts';
import { snapshotTableOf } from '../catalog/snapshot-tables.ts';
import type { StreamRow } from '../catalog/streams.ts';
import type { Tenant } from '../catalog/tenant.entity.ts';
import { stagingTable } from '../db/names.ts';
import {
  addColumns,
  addPrimaryKey,
  createSnapshotTable,
  dropColumns,
  type SnapshotTable,
} from '../snapshot/snapshot-table.ts';
import { absenceOf, findsRange } from './absence-of.ts';
import { ByteSource } from './byte-source.ts';
import { CsvReader } from './csv/csv-reader.ts';
import type { Header } from './csv/read-header.ts';
import { type CheckedColumn, checkedColumns } from './drift/column-checks.ts';
import { type DeliveredColumns } from './drift/drift-of.ts';
import { FoundRange } from './found-range.ts';
import { seedOf } from './hash128.ts';
import { ensureHeldDeletes } from './held/held-delete.ts';
import { readChunks, type SyncInput } from './input.ts';
import { noteFields } from './noted-fields.ts';
import type { DiffInput } from './publish/diff.ts';
import { RejectList } from './reject-list.ts';
import { type Scanned, type ScanInput, scanRecords } from './scan-records.ts';
import { type SettledColumns, settleColumns } from './settle-columns.ts';
import type { StreamSettings } from './settings.ts';
import { SkipFilter } from './skip-filter.ts';
import type { Duplicates } from './stage/duplicates.ts';
import { InitialLoad } from './stage/initial-load.ts';
import { newestOf } from './stage/inline-stage.ts';
import type { Stage } from './stage/stage.ts';
import { StageWriter } from './stage/stage-writer.ts';
import { StagingTable } from './stage/staging-table.ts';

/** A delivery of at most this many bytes, to a stream of at least this many records, is compared without the filter. */
const SMALL_BYTES = 1 << 20;
const LARGE_RECORDS = 50_000;

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
  delivered: DeliveredColumns;
  rejects: NewReject[];
  /** How the records were written, for rejects to be delivered again. */
  form: Pick<RejectedBy, 'format' | 'head'>;
  filter: SkipFilter;
  /** Records that were staged, and those of them that another one of the same key replaces: which, and how many. */
  staged: number;
  duplicates: Duplicates;
  replaced: number;
  /** Lets go of the staging table, if there is one. */
  drop: () => Promise<void>;
}

/**
 * Reads a delivery up to the point where its changes can be told: settles the columns, scans, stages.
 * @param mayLoad whether a large first delivery may go into the snapshot table straight away
 */
export async function stageDelivery(tx: PoolClient, delivery: Delivery, mayLoad: boolean): Promise<StagedDelivery> {
  const { request, where, onRead } = delivery;
  const source = new ByteSource(readChunks(request.input, onRead, request.signal));
  try {
    return await stageOpened(tx, delivery, await CsvReader.open(source, where), mayLoad);
  } finally {
    await source.close();
  }
}

async function stageOpened(
  tx: PoolClient,
  delivery: Delivery,
  { reader, header }: { reader: CsvReader; header: Header },
  mayLoad: boolean,
): Promise<StagedDelivery> {
  const { stream, settings, where } = delivery;
  const settled = settleColumns(stream, header.names, settings, where);
  const snapshot = snapshotTableOf(delivery.tenant, { ...stream, columns: settled.columns });
  const isNew = stream.keyColumns === null;
  await settleTable(tx, snapshot, settled, isNew);
  if (stream.heldDeletes > 0) await ensureHeldDeletes(tx, snapshot.schema);

  const skips = !isNew && isFilterWorthwhile(delivery);
  const filter = skips ? await SkipFilter.load(tx, snapshot, stream.recordCount) : SkipFilter.empty();
  const table = new StagingTable(tx, snapshot.schema, stagingTable(delivery.id), settled.delivered, header.dialect);
  const loads = isNew && mayLoad && settled.storesAll && !settings.archived;
  const load = loads ? new InitialLoad(tx, snapshot, settled.delivered, header.dialect) : undefined;
  const writer = new StageWriter(settled.delivered, load ?? table, header.dialect);
  const rejects = new RejectList(where, settings.rejectLimit);
  const checked = checkedColumns(settled, settings);
  const seed = seedOf(hashContext(header, settled, checked, settings));
  const range = findsRange(settings) ? new FoundRange() : undefined;
  const version = versionColumn(settings, header, settled);
  const fields = noteFields(
    header.names,
    settled.keyFields,
    contentColumns(header.names, settled, settings),
    range && settings.scope!.column,
    checked,
  );
  const versioned = version !== undefined;
  const frozen = settings.contract === 'freeze';
  const scan = { reader, header, fields, seed, filter, writer, rejects, where, versioned, range, frozen };
  const { scanned, inline } = await scanInto(scan);
  const copied = !inline && !load;
  const duplicates = { superseded: writer.superseded, version: writer.contested > 0 ? version : undefined };
  const replaced = writer.superseded.length + writer.contested;
  if (copied) await table.settle(duplicates);
  if (isNew && (inline || !load)) await addPrimaryKey(tx, snapshot);
  const size = writer.count - replaced;
  const newest = inline && duplicates.version !== undefined ? newestOf(inline, duplicates.version, size) : inline;
  return {
    ...scanned,
    diff: {
      snapshot,
      stage: newest ?? table.stage(size),
      merge: settings.merge,
      ignore: settings.ignore,
      deletedWhen: settings.deletedWhen,
      absence: absenceOf({ ...delivery, snapshot, scanned, filter, rejects, range }),
      version: settings.version,
      archived: settings.archived,
      waiting: stream.heldDeletes > 0,
    },
    loaded: inline ? undefined : load,
    keyColumns: settled.keyColumns,
    delivered: { names: header.names, complete: true, keptOut: settled.keptOut, columns: settled.columns },
    rejects: rejects.rejects,
    form: { format: 'csv', head: header.bytes },
    filter,
    staged: writer.count,
    duplicates,
    replaced,
    drop: () => (copied ? table.drop() : Promise.resolve()),
  };
}

/**
 * Reading a million hashes takes most of a second. A small incremental delivery to a large stream is compared sooner than
 * that; a complete extract needs the hashes to tell what is absent without staging everything.
 */
function isFilterWorthwhile({ request, settings, stream }: Delivery): boolean {
  if (request.skipFilter === false || settings.archived) return false;
  // A record that comes again is not absent, also where only what was delivered can tell that.
  if (stream.heldDeletes > 0 && (settings.kind === 'incremental' || settings.scope)) return false;
  const { size } = request.input;
  return settings.kind === 'full' || size === null || size > SMALL_BYTES || stream.recordCount < LARGE_RECORDS;
}

/** Brings the snapshot table to the columns that this delivery settles. */
async function settleTable(
  tx: PoolClient,
  snapshot: SnapshotTable,
  settled: SettledColumns,
  isNew: boolean,
): Promise<void> {
  if (isNew) return createSnapshotTable(tx, snapshot);
  await dropColumns(tx, snapshot, settled.dropped);
  await addColumns(tx, snapshot, settled.added);
}

/** The columns whose values tell records apart; undefined where the key alone does. */
function contentColumns(
  header: readonly string[],
  { keyColumns, keptOut }: SettledColumns,
  { merge, drop, ignore }: StreamSettings,
): string[] | undefined {
  if (keyColumns.length > 0 && merge !== 'append') return undefined;
  // A difference in what is not stored, or makes no change, makes no other record either.
  const without = new Set([...drop, ...ignore, ...keptOut]);
  return header.filter((name) => !without.has(name));
}

/** Identifier of the version column; undefined when the sync output lacks it. */
function versionColumn({ version }: StreamSettings, header: Header, settled: SettledColumns): string | undefined {
  return version === undefined ? undefined : settled.delivered[header.names.indexOf(version)];
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
function hashContext(
  header: Header,
  { keyColumns, keptOut }: SettledColumns,
  checked: readonly CheckedColumn[],
  settings: StreamSettings,
): string {
  const { merge, ignore, deletedWhen, drop, version } = settings;
  const context = [header.names, header.dialect, keyColumns, merge, ignore, deletedWhen, drop, version];
  // A record that a contract let pass was looked at with these columns and types only.
  const contract = keptOut.length + checked.length > 0 ? [keptOut, checked] : [];
  return JSON.stringify([...context, ...contract]);
}
