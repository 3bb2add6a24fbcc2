import type { RunLine } from '../catalog/runs.ts';
import { readConfig, type WeftConfig } from '../config.ts';
import type { Database } from '../db/database.ts';
import { streamSource } from '../db/names.ts';
import { openWeft } from '../open-weft.ts';
import type { RenderedRecord } from '../snapshot/render.ts';
import { namesOf, type ScriptRow, type UpdateOptions, type WriteOptions } from './options.ts';
import { planRows } from './plan-rows.ts';
import { findSnapshot, snapshotRecords } from './read-snapshot.ts';
import { sortRows } from './sort-rows.ts';
import { writeRows } from './write-rows.ts';

/** Whose snapshots a script works on, and where they are. */
export interface SnapshotsOptions extends Partial<Pick<WeftConfig, 'databaseUrl' | 'home'>> {
  /** Made with its first update if it is not there yet. */
  tenant: string;
  integration: string;
  /** An open database to use; it stays open. Else DATABASE_URL or WEFT_HOME tell, or `databaseUrl` and `home` here. */
  database?: Database;
}

/** The snapshots of one tenant's integration, for scripts. */
export interface Snapshots {
  /**
   * All records of a stream, in order of key; null when nothing was ever synced to it. Values are the texts that were
   * delivered, rendered by the column's type; see {@link readSnapshot} for a stream that is too large for memory.
   */
  getSnapshot(stream: string): Promise<RenderedRecord[] | null>;

  /**
   * Merges rows into a stream's snapshot and returns the snapshot as it is then: a value that is not null wins, a null or
   * absent one keeps what is there. Runs like any other sync: one transaction, changes in the feed.
   * @throws WeftError `conflict` when the stream has another key, or with `dropDuplicates: false` when two rows have one;
   *   `invalid` when a column of the key is to be dropped or one to sort by does not exist
   */
  updateSnapshot(stream: string, rows: Iterable<ScriptRow>, options: UpdateOptions): Promise<RenderedRecord[]>;

  /** As {@link getSnapshot}, record by record; nothing at all when nothing was ever synced. Holds a page in memory. */
  readSnapshot(stream: string): AsyncGenerator<RenderedRecord>;

  /**
   * As {@link updateSnapshot}, for any number of rows, each taken when the one before is written. Columns are those of the first
   * row unless `columns` names them.
   * @returns what the run did, instead of the snapshot
   */
  writeSnapshot(
    stream: string,
    rows: Iterable<ScriptRow> | AsyncIterable<ScriptRow>,
    options: WriteOptions,
  ): Promise<RunLine>;

  /** Lets go of the database that was opened. */
  close(): Promise<void>;
}

/**
 * Opens the snapshots of a tenant's integration for a script: what `get_snapshot` and `update_snapshot` beside a CSV are
 * elsewhere.
 * @throws WeftError `unusable_database`; `invalid` when the environment's settings are wrong
 */
export async function openSnapshots(options: SnapshotsOptions): Promise<Snapshots> {
  const { tenant, integration } = options;
  const db = options.database ?? (await openWeft(configOf(options)));
  const nameOf = (stream: string) => ({ tenant, integration, stream });

  async function* readSnapshot(stream: string): AsyncGenerator<RenderedRecord> {
    const snapshot = await findSnapshot(db, nameOf(stream));
    if (!snapshot) return;
    for await (const { data } of snapshotRecords(db, snapshot)) yield data;
  }

  return {
    getSnapshot: async (stream) => ((await findSnapshot(db, nameOf(stream))) ? gather(readSnapshot(stream)) : null),

    updateSnapshot: async (stream, rows, { persist = true, sortColumns, ...write }) => {
      const given = [...rows];
      if (persist) await writeRows(db, nameOf(stream), given, write);
      const records = persist ? await gather(readSnapshot(stream)) : await planRows(db, nameOf(stream), given, write);
      const kept = withoutColumns(records, namesOf(write.dropColumn));
      const where = `${tenant}/${streamSource(integration, stream)}`;
      return sortColumns === undefined ? kept : sortRows(kept, namesOf(sortColumns), where);
    },

    readSnapshot,
    writeSnapshot: (stream, rows, write) => writeRows(db, nameOf(stream), rows, write),
    close: () => (options.database ? Promise.resolve() : db.close()),
  };
}

/** The environment is only asked where the script does not say. */
function configOf({ databaseUrl, home }: SnapshotsOptions): Pick<WeftConfig, 'databaseUrl' | 'home'> {
  if (databaseUrl !== undefined) return { databaseUrl, home: home ?? '' };
  if (home !== undefined) return { databaseUrl: undefined, home };
  return readConfig();
}

async function gather<T>(values: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const value of values) gathered.push(value);
  return gathered;
}

function withoutColumns(records: RenderedRecord[], dropped: readonly string[]): RenderedRecord[] {
  for (const record of records) for (const name of dropped) delete record[name];
  return records;
}
