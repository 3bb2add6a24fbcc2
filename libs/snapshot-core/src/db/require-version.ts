import { WeftError } from '../errors.ts';

/** The oldest Postgres that has everything the SQL uses. */
const OLDEST_VERSION = 15;

/**
 * @param number `server_version_num`, such as 150018
 * @param name `server_version`, such as `15.18 (Debian 15.18-0+deb12u1)`
 * @throws WeftError `unusable_database` when the server is older than Postgres 15
 */
export function requireVersion(number: number, name: string): void {
  if (number >= OLDEST_VERSION * 10_000) return;
  throw new WeftError(
    'unusable_database',
    `this server is Postgres ${name}; Weft needs ${OLDEST_VERSION} or later`,
    'Upgrade the server, or unset DATABASE_URL to use the embedded one.',
  );
}
