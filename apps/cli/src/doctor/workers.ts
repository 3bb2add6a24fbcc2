import { rows, sql } from '@app/snapshot-core';
import { moment } from '../output/text.ts';
import { type Check, ok, warning } from './finding.ts';

interface WorkerRow {
  host: string;
  pid: number;
  started: string;
  alive: boolean;
}

/** Workers that are registered, and whether each still holds the lock that it holds as long as it lives. */
export const checkWorkers: Check = async (db) => {
  const workers = await rows<WorkerRow>(
    db.pool,
    // pg_locks shows a bigint's advisory lock as two halves.
    sql`
      select host, pid, to_json(started_at) #>> '{}' as started, exists (
          select
          from pg_locks held
          where held.locktype = 'advisory' and held.objsubid = 1 and held.granted
            and held.database = (select oid from pg_database where datname = current_database())
            and (held.classid::bigint << 32 | held.objid::bigint) = worker.lock_key
        ) as alive
      from weft.worker
      order by started_at`,
  );
  const findings = workers.map(({ host, pid, started, alive }) =>
    alive
      ? ok('worker', `process ${pid} on ${host}, since ${moment(started)} UTC`)
      : warning(
          'worker',
          `process ${pid} on ${host} is gone without saying so`,
          'Nothing to do: the next worker takes its jobs up.',
        ),
  );
  if (workers.some(({ alive }) => alive)) return findings;
  const hint = 'Start one with `weft up`, or `weft up --only worker`.';
  return [...findings, warning('worker', 'none runs: nothing is ingested on schedule, and unify waits', hint)];
};
