import type { PoolClient } from 'pg';
import type { Sql } from '../db/sql.ts';
import { addPrimaryKey, type SnapshotTable } from '../snapshot/snapshot-table.ts';
import { absenceOf } from './absence-of.ts';
import type { Delivery, StagedDelivery } from './delivery.ts';
import type { DeliveredColumns } from './drift/drift-of.ts';
import type { FoundRange } from './found-range.ts';
import { ensureHeldDeletes } from './held/held-delete.ts';
import { hasDeletedVersions } from './publish/deleted-versions.ts';
import type { EarlyInput, EarlyPublication } from './publish/early-publication.ts';
import { NOTHING } from './publish/publish.ts';
import type { RejectList } from './reject-list.ts';
import type { Scanned } from './scan-csv.ts';
import type { SkipFilter } from './skip-filter.ts';
import type { InitialLoad } from './stage/initial-load.ts';
import { newestOf } from './stage/inline-stage.ts';
import type { Stage } from './stage/stage.ts';
import type { StagingTable } from './stage/staging-table.ts';

/** A delivery that has been read to its end. */
export interface ScannedDelivery {
  snapshot: SnapshotTable;
  scanned: Scanned;
  filter: SkipFilter;
  rejects: RejectList;
  range: FoundRange | undefined;
  keyColumns: string[];
  delivered: DeliveredColumns;
  writer: { count: number; superseded: readonly number[]; contested: number };
  /** The version in a staged row; undefined when the sync output lacks it. */
  version: Sql | undefined;
  unversioned?: readonly number[];
  /** A small delivery; a larger one was loaded, or else is in the staging table. */
  inline: Stage | undefined;
  load: InitialLoad | undefined;
  /** What was published of it before it was read to its end. */
  early?: EarlyPublication;
  /** Staged records that were not; unset: all. */
  left?: number;
  table: StagingTable;
  /** Conditions of the fields that a record of the staging table does not mention. */
  absent?: Stage['absent'];
  /** Names of the columns that it has in `_rest`. */
  rest?: string[];
}

/** Settles which of several records of one key counts, and what is to be compared with what. */
export async function settleDelivery(
  tx: PoolClient,
  delivery: Delivery,
  read: ScannedDelivery,
): Promise<StagedDelivery> {
  const { settings, stream } = delivery;
  const { snapshot, scanned, writer, inline, load, table, rejects, unversioned, early } = read;
  const copied = !inline && !load;
  if (stream.heldDeletes > 0) await ensureHeldDeletes(tx, snapshot.schema);
  const version = writer.contested > 0 ? read.version : undefined;
  const duplicates = { superseded: writer.superseded, version, unversioned };
  const replaced = writer.superseded.length + writer.contested;
  if (copied) await table.settle(duplicates);
  if (stream.keyColumns === null && (inline || !load)) await addPrimaryKey(tx, snapshot);
  const size = writer.count - replaced;
  const newest = inline && version !== undefined ? newestOf(inline, duplicates, size) : inline;
  return {
    ...scanned,
    diff: {
      ...diffSettings(delivery, snapshot),
      stage: newest ?? {
        ...table.stage(read.left ?? size),
        absent: read.absent,
        ...(read.rest?.length ? { rest: read.rest } : {}),
      },
      absence: absenceOf({ ...delivery, ...read }),
      version: settings.version,
      outlives: settings.version !== undefined && (await hasDeletedVersions(tx, snapshot.schema)),
      waiting: stream.heldDeletes > 0,
    },
    published: early?.published ?? NOTHING,
    loaded: inline ? undefined : load,
    keyColumns: read.keyColumns,
    delivered: read.delivered,
    rejects: rejects.rejects,
    rejectForms: rejects.forms,
    filter: read.filter,
    staged: writer.count,
    duplicates,
    replaced,
    drop: () => (copied ? table.drop() : Promise.resolve()),
  };
}

/** What a diff of the delivery is about, whatever the delivery has. */
export function diffSettings({ settings, stream }: Delivery, snapshot: SnapshotTable): EarlyInput {
  const { merge, ignore, deletedWhen, archived } = settings;
  return { snapshot, merge, ignore, deletedWhen, archived, records: stream.recordCount };
}
