import { failAbandonedRuns, first, sql } from '@app/snapshot-core';
import { plural } from '../output/text.ts';
import { type Check, type Finding, ok, warning } from './finding.ts';

/** Runs that need somebody: held, failed of late, or left by a process that was killed. */
export const checkRuns: Check = async (db) => {
  const abandoned = await failAbandonedRuns(db.pool);
  const runs = await first<{ all: number; running: number; held: number; failed: number; example: string | null }>(
    db.pool,
    sql`
      select count(*) as "all",
        count(*) filter (where status = 'running') as running,
        count(*) filter (where status = 'held') as held,
        count(*) filter (where status = 'failed' and finished_at > now() - interval '1 day') as failed,
        max(tenant.name || ' ' || run.id) filter (where status = 'held') as example
      from weft.sync_run run
      join weft.tenant on tenant.id = run.tenant_id`,
  );
  const { all, running, held, failed, example } = runs!;
  const findings: Finding[] = [ok('runs', `${plural(all, 'run')} in all, ${running} now`)];
  if (held > 0) {
    const hint = `Look at each, then \`weft approve\` or \`weft reject\` it: \`weft run ${example}\`.`;
    findings.push(warning('runs', `deletes of ${plural(held, 'run')} wait for approval`, hint));
  }
  if (failed > 0) {
    findings.push(
      warning(
        'runs',
        `${plural(failed, 'run')} failed in the last day`,
        'See why: `weft runs TENANT`, `weft run TENANT RUN`.',
      ),
    );
  }
  if (abandoned.length > 0) {
    const message = `${plural(abandoned.length, 'run')} (${abandoned.join(', ')}) had lost their process; they are marked as failed now`;
    findings.push(warning('runs', message, 'They wrote nothing. Deliver again what was ingested by hand.'));
  }
  return findings;
};
