import { embeddedServerStatus, type EmbeddedServerStatus, type WeftConfig } from '@app/snapshot-core';
import { type Finding, ok, problem, warning } from './finding.ts';

const CHECK = 'embedded server';

/** The embedded server before anything is opened: opening would start it. */
export async function checkEmbeddedServer(config: WeftConfig): Promise<{ findings: Finding[]; absent: boolean }> {
  if (config.databaseUrl !== undefined)
    return { findings: [ok(CHECK, 'not used: DATABASE_URL is set')], absent: false };
  try {
    const status = await embeddedServerStatus(config.home);
    return { findings: describe(status), absent: status.state === 'absent' };
  } catch (error) {
    const { message } = error as Error;
    const hint = 'Run Weft as the user that owns it, or set WEFT_HOME to a directory of your own.';
    return { findings: [problem(CHECK, `${config.home} cannot be looked at: ${message}`, hint)], absent: true };
  }
}

function describe({ state, data, version, port, pid, leases, log }: EmbeddedServerStatus): Finding[] {
  const alive = leases.filter((lease) => lease.alive).length;
  const gone = leases.length - alive;
  if (state === 'absent') {
    return [
      warning(
        CHECK,
        `there is no database in ${data} yet`,
        'The first `weft up`, `weft sync` or `npm run demo` makes it.',
      ),
    ];
  }
  if (state === 'starting') {
    return [warning(CHECK, `process ${pid} is starting or recovering`, `Look again in a moment; its log is ${log}.`)];
  }
  if (state === 'stopped') return [ok(CHECK, `Postgres ${version}, stopped (nobody uses it), data in ${data}`)];
  const use = `Postgres ${version}, process ${pid}, port ${port}, ${alive === 1 ? 'one process uses it' : `${alive} processes use it`}`;
  const findings = [ok(CHECK, `${use}, data in ${data}`)];
  if (alive > 0 || gone === 0) return findings;
  const hint = 'Nothing to do: the next command that ends stops it.';
  return [...findings, warning(CHECK, 'it goes on although the processes that used it were killed', hint)];
}
