import { join, resolve } from 'node:path';

/** Where the embedded server keeps its things. All under `<home>/postgres`, so that deleting it deletes all. */
export interface ServerLayout {
  home: string;
  root: string;
  data: string;
  /** The superuser's password, mode 0600. */
  password: string;
  /** The port of the last start, to be tried first at the next. */
  port: string;
  log: string;
  leases: string;
  locks: string;
}

export const DATABASE = 'weft';
export const SUPERUSER = 'weft';

/** Prefix of directories in which a new data directory is made; one that is found was left by a killed process. */
export const UNFINISHED = 'unfinished-';

export function serverLayout(home: string): ServerLayout {
  const absolute = resolve(home);
  const root = join(absolute, 'postgres');
  return {
    home: absolute,
    root,
    data: join(root, 'data'),
    password: join(root, 'password'),
    port: join(root, 'port'),
    log: join(root, 'server.log'),
    leases: join(root, 'leases'),
    locks: join(root, 'locks'),
  };
}
