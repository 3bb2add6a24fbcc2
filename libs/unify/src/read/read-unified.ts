import {
  type Database,
  getSnapshotTable,
  readRecord,
  readRecordAsOf,
  readRecords,
  readRecordsAsOf,
  type RecordQuery,
  type RecordView,
  type RenderedRecord,
  type Tenant,
  WeftError,
} from '@app/snapshot-core';
import type { FieldProvenance } from '../merge/merge-cluster.ts';
import type { SourceRecordRef } from '../model/source-record.ts';
import { shownFields, type UnifiedModel } from '../model/unified-model.ts';
import { PROVENANCE_COLUMN, SOURCES_COLUMN } from '../run/golden-columns.ts';
import { findSuccessor } from '../store/retired-ids.ts';

/** A unified record as users see it. */
export interface UnifiedView {
  id: string;
  data: RenderedRecord;
  /** The source records that are one entity in it. */
  sources: SourceRecordRef[];
  /** For each field with a value: where it came from. Null in an earlier state: the log does not keep it. */
  provenance: Record<string, FieldProvenance> | null;
  /** Where asked for: relation → the record that it leads to, null where it leads to none. */
  expanded?: Record<string, RelatedView | null>;
}

/** A record that a relation leads to. */
export type RelatedView = Pick<UnifiedView, 'id' | 'data'>;

/**
 * A page of a model's unified records in order of id; empty while the tenant has none.
 * @param asOf a sequence number: the records as they were right after that change
 * @throws WeftError `invalid` when the filter names a field that the model does not have, or `asOf` is in the future;
 *   `cursor_too_old` when changes since `asOf` have been pruned
 */
export async function readUnified(
  db: Database,
  tenant: Tenant,
  model: UnifiedModel,
  query: RecordQuery,
  asOf?: number,
): Promise<UnifiedView[]> {
  const snapshot = await unifiedTable(db, tenant, model);
  if (!snapshot) return [];
  const asked = withLists(model, query);
  const found = await (asOf === undefined
    ? readRecords(db, snapshot, asked)
    : readRecordsAsOf(db, tenant, snapshot, asOf, asked));
  return found.map((record) => unifiedView(record, model));
}

/** A field with many values is asked for one of them. */
function withLists(model: UnifiedModel, query: RecordQuery): RecordQuery {
  const filter = Object.entries(query.filter ?? {});
  const isList = ([field]: [string, string]) => model.many?.includes(field) ?? false;
  const includes = Object.fromEntries(filter.filter(isList));
  return { ...query, filter: Object.fromEntries(filter.filter((each) => !isList(each))), includes };
}

/**
 * One unified record by its id. A retired id answers with the record that has its sources now.
 * @param asOf a sequence number: the record as it was right after that change; a retired id is not followed then
 * @throws WeftError `unknown_record` when no record ever had this id, or its sources are gone; `cursor_too_old` and
 *   `invalid` as {@link readUnified}
 */
export async function getUnified(
  db: Database,
  tenant: Tenant,
  model: UnifiedModel,
  id: string,
  asOf?: number,
): Promise<UnifiedView & { resolved_from?: string }> {
  const snapshot = await unifiedTable(db, tenant, model);
  if (asOf !== undefined) {
    const earlier = snapshot && (await readRecordAsOf(db, tenant, snapshot, asOf, id));
    if (earlier) return unifiedView(earlier, model);
    throw new WeftError(
      'unknown_record',
      `tenant "${tenant.name}" had no unified ${model.name} ${id} as of ${asOf}`,
      'Its history tells when it came and went.',
    );
  }
  const record = snapshot && (await readRecord(db, snapshot, id));
  if (record) return unifiedView(record, model);
  const successor = snapshot && UUID.test(id) ? await findSuccessor(db.pool, tenant.schemaName, model.name, id) : null;
  const survivor = snapshot && successor ? await readRecord(db, snapshot, successor) : undefined;
  if (survivor) return { ...unifiedView(survivor, model), resolved_from: id };
  throw new WeftError(
    'unknown_record',
    `tenant "${tenant.name}" has no unified ${model.name} ${id}`,
    'Its source records may have been deleted: the change feed of unified records tells.',
  );
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export async function unifiedTable(db: Database, tenant: Tenant, model: Pick<UnifiedModel, 'name'>) {
  try {
    return await getSnapshotTable(db, tenant, 'unified', model.name);
  } catch (error) {
    if (error instanceof WeftError && error.code === 'unknown_stream') return undefined;
    throw error;
  }
}

/** Where there is nothing to count, the count is 0; it is not stored, so that a new record is not changed by it. */
function nothing({ rollups }: UnifiedModel, field: string): 0 | null {
  const rollup = rollups !== undefined && Object.hasOwn(rollups, field) ? rollups[field] : undefined;
  return rollup !== undefined && rollup.sum === undefined ? 0 : null;
}

export function unifiedView(record: RecordView, model: UnifiedModel): UnifiedView {
  const { [SOURCES_COLUMN]: sources, [PROVENANCE_COLUMN]: provenance } = record.data;
  return {
    id: record.key,
    // Fields that an earlier version of the model had are not shown.
    data: Object.fromEntries(shownFields(model).map((field) => [field, record.data[field] ?? nothing(model, field)])),
    sources: sources as SourceRecordRef[],
    provenance: (provenance ?? null) as UnifiedView['provenance'],
  };
}
