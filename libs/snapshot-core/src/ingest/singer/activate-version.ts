import type { PoolClient } from 'pg';
import { findRun, finishRun, type RunLine, runLine } from '../../catalog/runs.ts';
import { snapshotTableOf } from '../../catalog/snapshot-tables.ts';
import { lockStream, saveStream, type StreamRow } from '../../catalog/streams.ts';
import type { Tenant } from '../../catalog/tenant.entity.ts';
import type { Database } from '../../db/database.ts';
import { streamSource } from '../../db/names.ts';
import { execute, first, transaction } from '../../db/query.ts';
import { ident, type Sql, sql } from '../../db/sql.ts';
import { type SnapshotTable, tableOf } from '../../snapshot/snapshot-table.ts';
import { ensureHeldDeletes } from '../held/held-delete.ts';
import { releasedHint } from '../held/released-hint.ts';
import { settleHeld } from '../held/settle-held.ts';
import type { DiffInput } from '../publish/diff.ts';
import { publish } from '../publish/publish.ts';
import { type RunHooks, runTransaction } from '../run-transaction.ts';
import type { StreamSettings } from '../settings.ts';
import { inlineStage } from '../stage/inline-stage.ts';
import {
  activeVersion,
  activeVersions,
  deliveredUnder,
  ensureVersionTables,
  isActivated,
  NO_VERSION,
  notedVersions,
} from './version-tables.ts';

/** What ACTIVATE_VERSION says, and of which stream. */
export interface Activation extends RunHooks {
  tenant: Tenant;
  integration: string;
  stream: string;
  version: string;
  settings: StreamSettings;
  /** Shown with the run. */
  delivery: string;
}

/**
 * Deletes the records of a stream that are not of a version, through the delete breaker, as a run of its own: the version is a complete
 * extract. Where there is nothing to delete or to settle, only the version is noted.
 *
 * A version of which no record is known is an empty extract, whose deletes are held: taps send ACTIVATE_VERSION before the first
 * record of a first sync, too.
 * @returns null when there was nothing to do
 */
export async function activateVersion(db: Database, activation: Activation): Promise<RunLine | null> {
  const { tenant, integration, stream: name } = activation;
  const settled = await transaction(db.pool, async (tx) => {
    const stream = await lockStream(tx, tenant, integration, name);
    // What incremental taps send with every sync.
    if (await isActivated(tx, tenant.schemaName, streamSource(integration, name), activation.version)) return true;
    const others = await findOthers(tx, activation, stream);
    const isNeeded = others.count > 0 || stream.heldDeletes > 0;
    if (!isNeeded) await activate(tx, activation, others);
    await others.drop();
    return !isNeeded;
  });
  if (settled) return null;
  const source = streamSource(integration, name);
  const { merge } = activation.settings;
  const run = {
    tenantId: tenant.id,
    source,
    kind: 'full' as const,
    merge,
    delivery: activation.delivery,
    bytesTotal: null,
  };
  return runTransaction(db, tenant.name, run, (tx, { id }) => deleteOthers(tx, activation, id));
}

async function deleteOthers(tx: PoolClient, activation: Activation, id: number): Promise<void> {
  const { tenant, integration, stream: name, settings } = activation;
  const stream = await lockStream(tx, tenant, integration, name);
  const others = await findOthers(tx, activation, stream);
  const snapshot = snapshotTableOf(tenant, stream);
  if (stream.heldDeletes > 0) await ensureHeldDeletes(tx, snapshot.schema);
  const published = await publish(tx, id, diffOf(activation, stream, snapshot, others));
  const { deletedByAbsence, held, released, seq } = published;
  await activate(tx, activation, others);
  await others.drop();
  const mayWait = stream.heldDeletes > 0 || held > 0;
  const heldDeletes = mayWait ? await settleHeld(tx, { tenantId: tenant.id, ...snapshot }, id) : 0;
  await saveStream(tx, { ...stream, heldDeletes, recordCount: stream.recordCount - deletedByAbsence });
  const counts = { received: 0, created: 0, updated: 0, deleted: deletedByAbsence, unchanged: 0, rejected: 0, held };
  const hints = releasedHint(released, settings);
  await finishRun(tx, { id, status: held > 0 ? 'held' : 'succeeded', counts, seq, hints });
  await activation.onPublished?.(tx, runLine((await findRun(tx, id))!));
}

function diffOf({ settings }: Activation, stream: StreamRow, snapshot: SnapshotTable, others: Others): DiffInput {
  return {
    snapshot,
    stage: inlineStage([], { n: [], hash: [], key: [], values: [] }),
    merge: 'patch',
    ignore: [],
    deletedWhen: {},
    absence: {
      type: 'full',
      unseen: null,
      allHashed: false,
      rejectedKeys: [],
      limit: settings.deleteLimit,
      releaseAfter: settings.releaseAfter,
      within: others.condition,
      scope: sql`${stream.recordCount}::float8`,
      replaces: false,
      emptyDelivery: others.unknown,
    },
    waiting: stream.heldDeletes > 0,
  };
}

/** The records of a stream that are not of the version. */
interface Others {
  /** Condition on the snapshot row `t`. */
  condition: Sql;
  count: number;
  /** Nothing is known to have been delivered under the version. */
  unknown: boolean;
  drop: () => Promise<void>;
}

/**
 * Which keys are noted is put into a table of its own, so that the planner knows how many there are: of arrays it guesses ten each,
 * and would compare every key with every record.
 */
async function findOthers(
  tx: PoolClient,
  { tenant, integration, stream: name, version }: Activation,
  stream: StreamRow,
): Promise<Others> {
  const { schemaName: schema } = tenant;
  const source = streamSource(integration, name);
  await ensureVersionTables(tx, schema);
  const active = await activeVersion(tx, schema, source);
  const table = ident(schema, `versions_${stream.id}`);
  await execute(tx, sql`create unlogged table ${table} as ${notedVersions(schema, source)}`);
  await execute(tx, sql`analyze ${table}`);
  const noted = sql`select from ${table} noted where noted.key = t._key`;
  const condition =
    active === version
      ? sql`exists (${noted} and noted.version <> ${version})`
      : sql`not exists (${noted} and noted.version = ${version})`;
  const known = await first<{ n: number }>(tx, sql`select count(*) as n from ${table} where version = ${version}`);
  const snapshot = snapshotTableOf(tenant, stream);
  const found =
    stream.keyColumns === null
      ? { n: 0 }
      : await first<{ n: number }>(tx, sql`select count(*) as n from ${tableOf(snapshot)} t where ${condition}`);
  return {
    condition,
    count: found!.n,
    unknown: active !== version && known!.n === 0,
    drop: async () => void (await execute(tx, sql`drop table ${table}`)),
  };
}

/** Makes the version the one of all records but those that are kept for now. */
async function activate(tx: PoolClient, activation: Activation, others: Others): Promise<void> {
  const { tenant, integration, stream: name, version } = activation;
  const { schemaName: schema } = tenant;
  const source = streamSource(integration, name);
  const stream = await lockStream(tx, tenant, integration, name);
  const delivered = deliveredUnder(schema);
  await execute(tx, sql`delete from ${delivered} where source = ${source}`);
  if (others.count > 0) {
    await execute(
      tx,
      sql`
        insert into ${delivered} (source, version, keys)
        select ${source}::text, ${NO_VERSION}::text, array_agg(_key)
        from ${tableOf(snapshotTableOf(tenant, stream))} t
        where ${others.condition}
        having count(*) > 0`,
    );
  }
  await execute(
    tx,
    sql`
      insert into ${activeVersions(schema)} (source, version) values (${source}, ${version})
      on conflict (source) do update
      set version = excluded.version`,
  );
}
