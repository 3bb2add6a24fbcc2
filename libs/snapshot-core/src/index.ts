export { logLevels, readConfig, type WeftConfig } from './config.ts';
export { type ErrorCode, errorStatus, WeftError } from './errors.ts';
export { openWeft } from './open-weft.ts';
export { DATABASE, SnapshotCoreModule } from './snapshot-core.module.ts';

export { CopyIn } from './db/copy/copy-in.ts';
export { copyOut, copyOutLines, rowsOf } from './db/copy/copy-out.ts';
export { type RowPack, unpackRows } from './db/copy/row-pack.ts';
export { type Database, type DatabaseOptions, openDatabase } from './db/database.ts';
export { withLock } from './db/embedded/lock.ts';
export { embeddedServerStatus, type EmbeddedServerStatus } from './db/embedded/status.ts';
export { modelTable, streamSource, tenantSchema, unifiedSource, unifiedTable } from './db/names.ts';
export { hasTable } from './db/has-table.ts';
export { isoTime } from './db/iso-time.ts';
export { execute, first, type Queryable, rows, transaction } from './db/query.ts';
export { snapshotTransaction } from './db/snapshot-transaction.ts';
export { empty, ident, join, literal, Sql, sql } from './db/sql.ts';

export { type IntegrationDefinition, listIntegrations, saveIntegration } from './catalog/integrations.ts';
export { listRejects, type RejectsPage, type RejectView } from './catalog/rejects.ts';
export {
  finishRun,
  getRun,
  listRuns,
  RUN_LOCK,
  type RunCounts,
  type RunLine,
  runLine,
  type RunView,
} from './catalog/runs.ts';
export { type CountedTable, getSnapshotTable, getSnapshotTables, snapshotTableOf } from './catalog/snapshot-tables.ts';
export { listSources, saveSources, type SourceDefinition } from './catalog/sources.ts';
export { logicalTypes } from './catalog/logical-types.ts';
export { migrationNames, pendingMigrations } from './catalog/pending-migrations.ts';
export type { LogicalType, StreamColumn } from './catalog/stream.entity.ts';
export {
  getStream,
  listStreams,
  lockStream,
  saveStreamIfChanged,
  type StreamRow,
  type StreamSummary,
} from './catalog/streams.ts';
export type { RunStatus } from './catalog/run-statuses.ts';
export type { RunDrift, RunError, RunHint, RunKind } from './catalog/sync-run.entity.ts';
export type { Tenant } from './catalog/tenant.entity.ts';
export {
  checkTenantName,
  createTenant,
  deleteTenant,
  ensureTenant,
  findTenant,
  getTenant,
  listTenants,
  type TenantSummary,
} from './catalog/tenants.ts';

export type { WriteContext, WrittenDocument } from './documents/change-document.ts';
export { checkDocumentName, isJsonName, MAX_DOCUMENT_BYTES } from './documents/check-document.ts';
export type { WriteCondition } from './documents/conditions.ts';
export { deleteDocument } from './documents/delete-document.ts';
export type { DocumentType } from './documents/document-table.ts';
export type { DocumentView } from './documents/document-view.ts';
export { patchDocument } from './documents/patch-document.ts';
export { type NewDocument, putDocument } from './documents/put-document.ts';
export { getDocument, listDocuments, type StoredDocument, textOf } from './documents/read-documents.ts';
export { readOvert } from './documents/read-overt.ts';

export { type FeedBounds, readFeed } from './changes/feed.ts';
export { type ChangePage, type ChangeQuery, readChanges } from './changes/read-changes.ts';
export { type ForeseenChange, readUnpublished } from './changes/read-unpublished.ts';
export type { ChangeOp } from './changes/change.ts';
export type { Lineage } from './changes/lineage.ts';
export type { ChangeView } from './changes/change-view.ts';
export { pruneChanges } from './changes/prune.ts';
export { readHistory, type RecordHistory } from './changes/read-history.ts';

export { parseDelimiter, parseEncoding, parseQuote } from './ingest/csv/parse-dialect.ts';
export {
  type DeliveredFile,
  type DeliveryName,
  discoverDeliveries,
  type FileDelivery,
  FORM,
  gatherDeliveries,
  inOrderOfDelivery,
  parseDeliveryName,
  parseDeliveryPath,
} from './ingest/discover-files.ts';
export { type Contract, contracts } from './ingest/drift/contracts.ts';
export { type Format, formatOfName, formats, withoutEnding } from './ingest/formats.ts';
export { fileFault } from './ingest/file-fault.ts';
export { fileInput, type SyncInput } from './ingest/input.ts';
export { matchPattern, type PathPattern } from './ingest/match-pattern.ts';
export { type PlannedChange, planSync } from './ingest/plan-sync.ts';
export { type DiffInput } from './ingest/publish/diff.ts';
export { publish, type Published } from './ingest/publish/publish.ts';
export { approveRun, rejectRun } from './ingest/held/decide-held.ts';
export { type HeldDeleteView, listHeld } from './ingest/held/list-held.ts';
export { exportRejects, type RejectExport } from './ingest/quarantine/export-rejects.ts';
export { type IngestedDelivery, listIngested } from './catalog/ingested-deliveries.ts';
export { listRunsWithRejects, type RunWithRejects } from './ingest/quarantine/open-rejects.ts';
export { listRejectParts, type RejectPart } from './ingest/quarantine/reject-parts.ts';
export { fixedRun } from './ingest/quarantine/fixed-run.ts';
export { parseRejectLimit, type RejectLimit } from './ingest/reject-limit.ts';
export { type InputSample, sampleInput } from './ingest/sample-input.ts';
export { parseScope, type Scope } from './ingest/scope.ts';
export { runSync } from './ingest/run-sync.ts';
export { streamWritten } from './ingest/settings-for.ts';
export type { SyncRequest } from './ingest/sync-request.ts';
export { type FlushLimits } from './ingest/singer/flush-clock.ts';
export { runSinger, type SingerSync } from './ingest/singer/run-singer.ts';
export { type ActiveRun, type RunHooks, runTransaction } from './ingest/run-transaction.ts';
export {
  type DeleteLimit,
  defaultSettings,
  type MergeMode,
  mergeModes,
  parseDeleteLimit,
  parseReleaseAfter,
  parseUnpackRatio,
  type StreamSettings,
  type SyncKind,
  syncKinds,
} from './ingest/settings.ts';
export { mergedRecordTable } from './ingest/merged-records.ts';
export { inlineStage } from './ingest/stage/inline-stage.ts';
export { loadRows } from './ingest/stage/load-rows.ts';
export type { Stage } from './ingest/stage/stage.ts';
export { stageRows } from './ingest/stage/stage-rows.ts';
export { type StagedRows, type StageRow, stageRowsOf } from './ingest/stage/staged-rows.ts';

export { type AdminKey, readAdminKey } from './keys/admin-key.ts';
export { createKey, findKey, type KeyScope, type KeyView, listKeys, revokeKey } from './keys/api-keys.ts';

export { openSecrets, type Secrets } from './secrets/open-secrets.ts';
export type { SecretKey } from './secrets/secret-key.ts';

export { openSnapshots, type Snapshots, type SnapshotsOptions } from './script/open-snapshots.ts';
export type { RowValue, ScriptRow, UpdateOptions, WriteOptions } from './script/options.ts';

export { readByKeys, readRecord, readRecords, type RecordQuery, scanRecords } from './snapshot/read-records.ts';
export type { RecordView } from './snapshot/record-view.ts';
export { readRecordAsOf, readRecordsAsOf } from './snapshot/read-as-of.ts';
export { digestOf, DigestSum, type RecordsDigest } from './snapshot/digest.ts';
export { readDigest, type SnapshotDigest } from './snapshot/read-digest.ts';
export { type RenderedRecord, renderRecord } from './snapshot/render.ts';
export {
  addColumns,
  addPrimaryKey,
  createSnapshotTable,
  type SnapshotTable,
  tableOf,
  valueOf,
} from './snapshot/snapshot-table.ts';

export { makeTypedViews, type TypedView } from './snapshot/typed/make-views.ts';
export { planRevert, type PlannedRevert } from './revert/plan-revert.ts';
export type { RevertConflict } from './revert/conflicts.ts';
export { revertRun } from './revert/revert-run.ts';

export { failAbandonedRuns } from './queue/abandoned-runs.ts';
export {
  enqueueScan,
  enqueueUnify,
  enqueueUnifyForAll,
  tenantsWithRecords,
  type JobPayloads,
  MAX_ATTEMPTS,
} from './queue/jobs.ts';
export { prepareQueue } from './queue/prepare-queue.ts';
export { overdueUnifies, type OverdueUnify, waitingUnify, withdrawUnify } from './queue/waiting-unify.ts';
