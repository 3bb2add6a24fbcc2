import { stat } from 'node:fs/promises';
import { clusterVersion } from './cluster.ts';
import { serverLayout } from './layout.ts';
import { listLeases, type SeenLease } from './leases.ts';
import { findPostmaster } from './postmaster.ts';
import { lastPort } from './start-server.ts';

/** The embedded server as `weft doctor` shows it. */
export interface EmbeddedServerStatus {
  data: string;
  /** Major version of Postgres that made the data directory; undefined when there is none yet. */
  version: string | undefined;
  /** `starting` includes recovery after a crash. */
  state: 'absent' | 'stopped' | 'starting' | 'running';
  pid: number | undefined;
  /** The port it listens on, or, when stopped, will try first. */
  port: number | undefined;
  /** Who uses it. A lease of a dead process is dropped at the next start or end of any use. */
  leases: SeenLease[];
  /** Path of the server's log; undefined before the first start. */
  log: string | undefined;
}

/**
 * Looks at the embedded server of this home, and changes nothing.
 * @param home WEFT_HOME
 * @throws Error with code `EACCES` when the files belong to another user.
 */
export async function embeddedServerStatus(home: string): Promise<EmbeddedServerStatus> {
  const layout = serverLayout(home);
  const [version, server, leases, port] = await Promise.all([
    clusterVersion(layout),
    findPostmaster(layout.data),
    listLeases(layout.leases),
    lastPort(layout),
  ]);
  const logged = await stat(layout.log).then(
    () => true,
    () => false,
  );
  return {
    data: layout.data,
    version,
    state: version === undefined ? 'absent' : !server ? 'stopped' : server.ready ? 'running' : 'starting',
    pid: server?.pid,
    port: server?.port ?? port,
    leases,
    log: logged ? layout.log : undefined,
  };
}
