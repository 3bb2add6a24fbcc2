import type { PoolClient } from 'pg';
import { snapshotTableOf } from '../catalog/snapshot-tables.ts';
import { columnValue } from '../snapshot/column-value.ts';
import { addColumns, createSnapshotTable, dropColumns } from '../snapshot/snapshot-table.ts';
import { findsRange } from './absence-of.ts';
import { ContentIdentity } from './content-identity.ts';
import type { Delivery, StagedDelivery } from './delivery.ts';
import { checkFrozen } from './drift/contract.ts';
import { filterFor } from './filter-for.ts';
import { FoundRange } from './found-range.ts';
import { meaningSeed } from './record-meaning.ts';
import { DeclaredHeads } from './records/declared-heads.ts';
import { RecordColumns } from './records/record-columns.ts';
import { RecordForms } from './records/record-forms.ts';
import { type Head, readHead, type RecordPiece } from './records/record-pieces.ts';
import { ValueScan } from './records/scan-values.ts';
import { NOTHING } from './publish/publish.ts';
import { RejectList } from './reject-list.ts';
import { settleDelivery } from './settle-delivery.ts';
import { SkipFilter } from './skip-filter.ts';
import { InitialLoad } from './stage/initial-load.ts';
import { inlineStage } from './stage/inline-stage.ts';
import type { Stage } from './stage/stage.ts';
import { StagingTable } from './stage/staging-table.ts';
import { ValueStage } from './stage/value-stage.ts';

/**
 * Stages records that name their own fields: each one that is not skipped is read, and its values are sent. Columns are
 * settled as records mention them.
 * @param mayLoad whether a large first delivery may go into the snapshot table straight away
 */
export async function stageRecords(
  tx: PoolClient,
  delivery: Delivery,
  pieces: AsyncGenerator<RecordPiece, undefined>,
  mayLoad: boolean,
): Promise<StagedDelivery> {
  const { stream, settings, where } = delivery;
  try {
    const { key, taken } = await readHead(pieces, stream, settings, where);
    return key ? await stageKeyed(tx, delivery, { key, taken }, pieces, mayLoad) : nothingIn(delivery);
  } finally {
    await pieces.return(undefined);
  }
}

async function stageKeyed(
  tx: PoolClient,
  delivery: Delivery,
  { key, taken }: Required<Head> & { key: string[] },
  pieces: AsyncGenerator<RecordPiece, undefined>,
  mayLoad: boolean,
): Promise<StagedDelivery> {
  const { stream, settings, where } = delivery;
  const columns = new RecordColumns(stream, settings, where, delivery.request.realColumns);
  const snapshot = snapshotTableOf(delivery.tenant, { ...stream, columns: columns.stored });
  const isNew = stream.keyColumns === null;
  if (!isNew) await dropColumns(tx, snapshot, columns.dropped);

  const filter = await filterFor(tx, delivery, snapshot);
  const table = new StagingTable(tx, snapshot.schema, delivery.id, [], true);
  const load = isNew && mayLoad && !settings.archived ? new InitialLoad(tx, snapshot, []) : undefined;
  // A load adds the columns to the snapshot table itself, as they come.
  const beforeCopy = async () => (load ? createSnapshotTable(tx, { ...snapshot, columns: [] }) : undefined);
  const stage = new ValueStage(columns.mentioned, load ?? table, beforeCopy);
  const rejects = new RejectList(where, settings);
  const range = findsRange(settings) ? new FoundRange() : undefined;
  const content =
    key.length === 0 || settings.merge === 'append' ? (delivery.request.content ?? new ContentIdentity([])) : undefined;
  const forms = new RecordForms(columns, { key, scope: settings.scope?.column, version: settings.version });
  const frozen = settings.contract === 'freeze';
  const parts = { key, columns, forms, filter, stage, rejects, content, range };
  const scan = new ValueScan({ ...parts, versioned: settings.version !== undefined, frozen, where });
  const meaning = (form: string) => meaningSeed([form], key, settings, columns.contract);
  const heads = new DeclaredHeads(stream, key, where);
  const { scanned, inline } = await scanInto(scan, stage, meaning, heads.checked(chain(taken, pieces)));
  rejects.check(scanned.received);
  const { complete } = heads;
  if (complete) checkFrozen(stream, columns.names, complete, settings, where);

  if (!isNew) await addColumns(tx, snapshot, columns.added);
  else if (inline || !load) await createSnapshotTable(tx, snapshot);
  columns.settleTypes();
  const versioned = columns.mentioned.find(({ name }) => name === settings.version);
  const version = versioned && columnValue(versioned);
  const { names, keptOut, stored } = columns;
  const delivered = { names, complete, keptOut, columns: stored };
  const kept = { keyColumns: key, delivered, version, unversioned: scan.unversioned };
  const staged = { absent: stage.absences(), rest: stage.restNames };
  const read = {
    snapshot,
    scanned,
    filter,
    rejects,
    range,
    writer: stage,
    inline,
    load,
    table,
    ...kept,
    ...staged,
  };
  return settleDelivery(tx, delivery, read);
}

/** Scans everything and ends the stage; whatever goes wrong, no COPY stays open. */
async function scanInto(
  scan: ValueScan,
  stage: ValueStage,
  meaning: (form: string) => Int32Array,
  pieces: AsyncIterable<RecordPiece>,
): Promise<{ scanned: { received: number; skipped: number }; inline: Stage | undefined }> {
  try {
    for await (const { reader, file, batch } of pieces) {
      if (batch.length === 0) await scan.begin(reader, meaning(reader.meaning), file);
      else await scan.take(batch);
    }
    const { received, skipped } = scan;
    return { scanned: { received, skipped }, inline: await stage.finish() };
  } catch (error) {
    await stage.abort(error as Error);
    throw error;
  }
}

async function* chain<T>(first: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield* first;
  yield* rest;
}

/** A first delivery without a record, of which nothing says the key: the stream stays to be settled by a later one. */
function nothingIn({ tenant, stream, settings }: Delivery): StagedDelivery {
  const { merge, ignore, deletedWhen } = settings;
  return {
    received: 0,
    skipped: 0,
    diff: {
      snapshot: snapshotTableOf(tenant, stream),
      stage: inlineStage([], { n: [], hash: [], key: [], values: [] }),
      merge,
      ignore,
      deletedWhen,
      absence: { type: 'none' },
    },
    published: NOTHING,
    loaded: undefined,
    keyColumns: null,
    delivered: { names: [], complete: false, keptOut: [], columns: stream.columns },
    rejects: [],
    rejectForms: [],
    filter: SkipFilter.empty(),
    staged: 0,
    duplicates: { superseded: [], version: undefined },
    replaced: 0,
    drop: () => Promise.resolve(),
  };
}
