import { WeftError } from '../../errors.ts';

interface Known {
  sign: RegExp;
  what: string;
  hint: string;
}

/** What Postgres says when it does not start, and what a person does about it. The first that fits is told. */
const KNOWN: Known[] = [
  {
    sign: /could not create (shared memory segment|semaphores)/i,
    what: 'the system has no shared memory or semaphores left for it',
    hint: 'End other Postgres servers, or raise the limits of the system (sysctl kernel.shmmni, kernel.sem).',
  },
  {
    sign: /no space left on device|check free disk space|disk quota exceeded/i,
    what: 'the disk is full',
    hint: 'Free some space, or set WEFT_HOME to another disk. No data that was acknowledged is lost.',
  },
  {
    sign: /cannot allocate memory|could not map anonymous shared memory/i,
    what: 'there is not enough memory',
    hint: 'It needs about 400 MB: end other programs, or set DATABASE_URL to a server elsewhere.',
  },
  {
    sign: /read-only file system/i,
    what: 'the disk is read-only',
    hint: 'Set WEFT_HOME to a place that can be written.',
  },
  {
    sign: /permission denied|operation not permitted|has wrong ownership|has invalid permissions/i,
    what: 'its files may not be read or written',
    hint: 'Run Weft as the owner of WEFT_HOME (see `ls -l`), or set WEFT_HOME to a directory of your own.',
  },
  {
    sign: /initialized by PostgreSQL version|incompatible with (this version|server)/i,
    what: 'its data belongs to another version of Postgres',
    hint: 'Use the version of Weft that made it, export from there (`weft export`), and import here.',
  },
  {
    sign: /error while loading shared libraries|cannot open shared object|ENOENT/i,
    what: 'its programs do not run on this system (they need glibc; Alpine Linux has none)',
    hint: 'Run `npm rebuild`; on Alpine set DATABASE_URL, or use a Debian-based image.',
  },
];

/** Whether the failure is that the port was taken: the one failure that another try cures. */
export function isPortTaken(output: string): boolean {
  return /address already in use|could not bind|could not create any TCP\/IP sockets/i.test(output);
}

/** Whether children of a server that was killed have not gone yet. */
export function isOldServerPresent(output: string): boolean {
  return /pre-existing shared memory block|lock file ".*" already exists/i.test(output);
}

/**
 * Tells why a program of the embedded server failed.
 * @param action what was being done, such as `start`
 * @param output what the program wrote
 * @param log path of the file with all of it
 */
export function explainFailure(action: string, output: string, log: string, cause?: unknown): WeftError {
  const known = KNOWN.find(({ sign }) => sign.test(output));
  const said = decisiveLine(output);
  return new WeftError(
    'unusable_database',
    `the embedded Postgres could not ${action}${known ? `: ${known.what}` : ''}${said && ` (${said})`}`,
    known?.hint ?? `See ${log}, or set DATABASE_URL to a Postgres of your own.`,
    { cause },
  );
}

/** The line that tells the reason: what Postgres calls fatal, or the last one. */
function decisiveLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.map((line) => /(?:FATAL|PANIC|ERROR):\s*(.*)/.exec(line)?.[1]).find((text) => text !== undefined);
  return fatal ?? lines.at(-1)?.trim() ?? '';
}
