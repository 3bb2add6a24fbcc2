/**
 * The environment that the server's programs run in. Only what they need of ours: a stray PGDATA, PGPORT or PGOPTIONS
 * would change what they do, and LC_ALL=C keeps their messages in the English that `explain-failure.ts` reads.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', TMPDIR, LD_LIBRARY_PATH } = process.env;
  return {
    PATH,
    LC_ALL: 'C',
    TZ: 'UTC',
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    ...(LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }),
  };
}
