import type { PoolClient } from 'pg';
import { execute, first, rows } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import type { NewReject } from '../../catalog/rejects.ts';
import type { SnapshotTable } from '../../snapshot/snapshot-table.ts';
import type { SkipFilter } from '../skip-filter.ts';
import type { Stage } from '../stage/stage.ts';
import { deliveredKeys } from './delivered-keys.ts';

interface Landing {
  runId: number;
  streamId: number;
  snapshot: SnapshotTable;
  stage: Stage;
  filter: SkipFilter;
  received: number;
  rejects: readonly NewReject[];
  /** The run whose rejected records this one delivers again. */
  fixes?: number;
}

/**
 * Marks the stream's open rejects that this run resolves: those whose record it has delivered intact, by key; and of the
 * run that it fixes all, also those without a readable key, if it delivers at least as many records as are open there.
 * With fewer, a key that it does not have stays open, and so do those without one unless there are records enough for all of them beside
 * the keys that it has. What it rejects anew is open under its own number.
 */
export async function resolveRejects(tx: PoolClient, landing: Landing): Promise<void> {
  const open = await rows<{ key: string }>(
    tx,
    sql`
      select distinct key
      from weft.reject
      where stream_id = ${landing.streamId} and resolved_at is null and key is not null`,
  );
  const keys = open.map(({ key }) => key);
  const delivered = await deliveredKeys(tx, landing, keys);
  if (landing.fixes !== undefined) await resolveFixed(tx, landing, landing.fixes, delivered);
  if (delivered.size === 0) return;
  await execute(
    tx,
    sql`
      update weft.reject
      set resolved_by = ${landing.runId}, resolved_at = now()
      where stream_id = ${landing.streamId} and resolved_at is null and key = any(${[...delivered]}::text[])`,
  );
}

async function resolveFixed(tx: PoolClient, landing: Landing, fixes: number, delivered: ReadonlySet<string>) {
  const has = [...delivered, ...landing.rejects.flatMap(({ key }) => key ?? [])];
  const ofRun = sql`run_id = ${fixes} and stream_id = ${landing.streamId} and resolved_at is null`;
  const { n, named, keyless } = (await first<{ n: number; named: number; keyless: number }>(
    tx,
    sql`
      select count(*) as n, count(*) filter (where key = any(${has}::text[])) as named, count(*) filter (where key is null) as keyless
      from weft.reject
      where ${ofRun}`,
  ))!;
  const all = landing.received >= n;
  const allKeyless = landing.received - named >= keyless;
  await execute(
    tx,
    sql`
      update weft.reject
      set resolved_by = ${landing.runId}, resolved_at = now()
      where ${ofRun} and (${all}::boolean or (${allKeyless}::boolean and key is null) or key = any(${has}::text[]))`,
  );
}

/** Rejects of a stream that are still open. */
export async function countOpenRejects(tx: PoolClient, streamId: number): Promise<number> {
  const found = await first<{ n: number }>(
    tx,
    sql`select count(*) as n from weft.reject where stream_id = ${streamId} and resolved_at is null`,
  );
  return found!.n;
}

/** A run that is undone has taken no records: what it had resolved is open again. Returns how many of the stream are. */
export async function reopenRejects(tx: PoolClient, streamId: number, runId: number): Promise<number> {
  await execute(tx, sql`update weft.reject set resolved_by = null, resolved_at = null where resolved_by = ${runId}`);
  return countOpenRejects(tx, streamId);
}
