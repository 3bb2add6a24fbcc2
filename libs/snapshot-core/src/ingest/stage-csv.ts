import type { PoolClient } from 'pg';
import { snapshotTableOf } from '../catalog/snapshot-tables.ts';
import { ident, type Sql } from '../db/sql.ts';
import { addColumns, createSnapshotTable, dropColumns, type SnapshotTable } from '../snapshot/snapshot-table.ts';
import { findsRange } from './absence-of.ts';
import type { Header } from './csv/read-header.ts';
import type { Delivery, StagedDelivery } from './delivery.ts';
import { type CheckedColumn, checkedColumns } from './drift/column-checks.ts';
import { openFilter } from './filter-for.ts';
import { FoundRange } from './found-range.ts';
import { noteFields } from './noted-fields.ts';
import type { OpenedCsv } from './open-delivery.ts';
import { meaningSeed } from './record-meaning.ts';
import { EarlyPublication } from './publish/early-publication.ts';
import { publishedBytes } from './publish/may-publish-early.ts';
import { RejectList } from './reject-list.ts';
import { CsvScan, type Scanned } from './scan-csv.ts';
import { diffSettings, settleDelivery } from './settle-delivery.ts';
import { type SettledColumns, settleColumns } from './settle-columns.ts';
import type { StreamSettings } from './settings.ts';
import { InitialLoad } from './stage/initial-load.ts';
import type { Stage } from './stage/stage.ts';
import { StageWriter } from './stage/stage-writer.ts';
import { StagingTable } from './stage/staging-table.ts';

/**
 * Stages CSV files of one header: their records go to COPY as the bytes they came in.
 * @param may whether a large first delivery may go into the snapshot table straight away, and parts of a later one be published
 *   while the rest is read
 * @throws KeyCameAgain when more was published than should have been
 */
export async function stageCsv(
  tx: PoolClient,
  delivery: Delivery,
  { header, files }: OpenedCsv,
  may: { load: boolean; publish: boolean },
): Promise<StagedDelivery> {
  const { stream, settings, where } = delivery;
  const { dialect } = header;
  const settled = settleColumns(stream, header.names, settings, where, delivery.request.realColumns);
  const snapshot = snapshotTableOf(delivery.tenant, { ...stream, columns: settled.columns });
  const isNew = stream.keyColumns === null;
  await settleTable(tx, snapshot, settled, isNew);

  // The names of new columns are told by what the snapshot had before.
  const publishes = may.publish && settled.added.length === 0;
  const early = publishes ? new EarlyPublication(tx, diffSettings(delivery, snapshot), delivery.id) : undefined;
  const table = new StagingTable(tx, snapshot.schema, delivery.id, settled.delivered, false, early);
  const loads = isNew && may.load && settled.storesAll && !settings.archived;
  const load = loads ? new InitialLoad(tx, snapshot, settled.delivered) : undefined;
  const writer = new StageWriter(settled.delivered, load ?? table, dialect, publishedBytes(delivery));
  const rejects = new RejectList(where, settings);
  rejects.begin({ format: 'csv', head: header.bytes });
  const checked = checkedColumns(settled, settings);
  const range = findsRange(settings) ? new FoundRange() : undefined;
  const fields = noteFields(
    header.names,
    settled.keyFields,
    contentColumns(header.names, settled, settings),
    range && settings.scope!.column,
    checked,
  );
  const version = versionColumn(settings, header, settled);
  const frozen = settings.contract === 'freeze';
  const filter = await openFilter(tx, delivery, snapshot, settled.added.length + settled.dropped.length > 0);
  const scan = new CsvScan({ fields, filter, writer, rejects, range, versioned: version !== undefined, frozen });
  const meaning = (each: Header) =>
    meaningSeed([each.names, each.dialect], settled.keyColumns, settings, contractOf(settled, checked));
  const { scanned, inline } = await scanInto(scan, files, meaning, writer).finally(() => filter.close());
  rejects.check(scanned.received);
  const { keyColumns, keptOut, columns } = settled;
  const delivered = { names: header.names, complete: true, keptOut, columns };
  const read = {
    snapshot,
    scanned,
    filter,
    rejects,
    range,
    keyColumns,
    delivered,
    writer,
    version,
    inline,
    load,
    early,
    left: early?.to ? writer.last - early.to : undefined,
    table,
  };
  return settleDelivery(tx, delivery, read);
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

/** A record that a contract let pass was looked at with these columns and types only. */
function contractOf({ keptOut }: SettledColumns, checked: readonly CheckedColumn[]): unknown[] {
  return keptOut.length + checked.length > 0 ? [keptOut, checked] : [];
}

/** The version in a staged row; undefined when the sync output lacks it. */
function versionColumn({ version }: StreamSettings, header: Header, settled: SettledColumns): Sql | undefined {
  const identifier = version === undefined ? undefined : settled.delivered[header.names.indexOf(version)];
  return identifier === undefined ? undefined : ident(identifier);
}

/** Scans everything and ends the stage; whatever goes wrong, no COPY stays open. */
async function scanInto(
  scan: CsvScan,
  files: OpenedCsv['files'],
  meaning: (header: Header) => Int32Array,
  writer: StageWriter,
): Promise<{ scanned: Scanned; inline: Stage | undefined }> {
  try {
    for await (const { reader, header, where, file } of files()) {
      await scan.read(reader, { header, seed: meaning(header), where, file });
    }
    await scan.end();
    const { received, skipped } = scan;
    return { scanned: { received, skipped }, inline: await writer.finish() };
  } catch (error) {
    await writer.abort(error as Error);
    throw error;
  }
}
