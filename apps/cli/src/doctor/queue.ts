import { type Database, first, overdueUnifies, rows, sql } from '@app/snapshot-core';
import { plural, visible } from '../output/text.ts';
import { type Check, type Finding, ok, warning } from './finding.ts';

/** How long a job may be due before somebody should have taken it. */
const OVERDUE_SECONDS = 60;

/** Jobs that wait, and those that were given up. */
export const checkQueue: Check = async (db) => {
  const made = await first<{ yes: boolean }>(
    db.pool,
    sql`select to_regclass('graphile_worker.jobs') is not null as yes`,
  );
  if (!made?.yes) return [ok('queue', 'not made yet: the first API or worker does')];
  const jobs = await first<{ waiting: number; running: number; overdue: number }>(
    db.pool,
    sql`
      select
        count(*) filter (where locked_at is null) as waiting,
        count(*) filter (where locked_at is not null) as running,
        count(*) filter (
          where locked_at is null and run_at < now() - ${OVERDUE_SECONDS}::integer * interval '1 second'
        ) as overdue
      from graphile_worker.jobs
      where attempts < max_attempts`,
  );
  const { waiting, running, overdue } = jobs!;
  const state = `${plural(waiting, 'job')} waiting, ${running} being carried out`;
  const findings: Finding[] =
    overdue === 0
      ? [ok('queue', state)]
      : [
          warning(
            'queue',
            `${state}; ${overdue} due for more than a minute`,
            'Start a worker, or one more: `weft up --only worker`.',
          ),
          ...(await behind(db)),
        ];
  return [...findings, ...(await givenUp(db))];
};

/** Most models that are named. */
const MOST_NAMED = 3;

/** Unified records that wait for a worker, which whoever runs none can see to. */
async function behind(db: Database): Promise<Finding[]> {
  const waiting = await overdueUnifies(db, OVERDUE_SECONDS);
  if (waiting.length === 0) return [];
  const named = waiting.slice(0, MOST_NAMED).map(({ tenant, model }) => `unified.${model} of ${tenant}`);
  const more = waiting.length > MOST_NAMED ? ` and ${waiting.length - MOST_NAMED} more` : '';
  const { tenant } = waiting[0]!;
  return [warning('unify', `behind: ${named.join(', ')}${more}`, `Without a worker: \`weft unify ${tenant}\`.`)];
}

const givenUp: Check = async (db) => {
  const failed = await rows<{ task: string; number: number; error: string | null }>(
    db.pool,
    sql`
      select task_identifier as task, count(*) as number, max(last_error) as error
      from graphile_worker.jobs
      where attempts >= max_attempts and locked_at is null
      group by task_identifier
      order by task_identifier`,
  );
  return failed.map(({ task, number, error }) => {
    const reason = error === null ? '' : `, last because: ${visible(error.split('\n')[0] ?? '')}`;
    const message = `${plural(number, 'job')} ${task} given up after the last try${reason}`;
    return warning('queue', message, 'Remove the cause; a new delivery or the next schedule asks for the work again.');
  });
};
