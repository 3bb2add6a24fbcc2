import { resolve } from 'node:path';
import { z } from 'zod';
import { WeftError } from './errors.ts';
import { decodeKey } from './secrets/decode-key.ts';

/** Settings of a Weft process, from its environment. */
export interface WeftConfig {
  /** A Postgres of one's own; undefined: the embedded one in `home`. */
  databaseUrl: string | undefined;
  /** Absolute path of WEFT_HOME: embedded database, generated keys. */
  home: string;
  host: string;
  port: number;
  /** Undefined: generated at first start and kept in `home`. */
  adminKey: string | undefined;
  /** 32 bytes in base64 that encrypt secrets; undefined: generated at first need and kept in `home`. */
  secretKey: string | undefined;
  logLevel: (typeof logLevels)[number];
  /** Changes older than this many days are pruned by the worker; undefined: all are kept. */
  retentionDays: number | undefined;
}

export const logLevels = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value);

const set = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(blankIsUnset, schema);

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  const digits = z.string().regex(/^\s*\d+\s*$/, { error });
  return digits.transform(Number).pipe(z.number().min(least, { error }).max(most, { error }));
};

const LEAST_ADMIN_KEY = 16;

const environment = z.object({
  DATABASE_URL: set(
    z
      .url({
        protocol: /^postgres(ql)?$/,
        error: 'must be a URL such as postgres://user@host:5432/database',
      })
      .optional(),
  ),
  WEFT_HOME: set(z.string().default('.weft')),
  HOST: set(z.string().default('127.0.0.1')),
  PORT: set(wholeNumber(0, 65_535).default(3000)),
  WEFT_ADMIN_KEY: set(
    z
      .string()
      .min(LEAST_ADMIN_KEY, { error: `must have at least ${LEAST_ADMIN_KEY} characters` })
      .optional(),
  ),
  WEFT_SECRET_KEY: set(
    z
      .string()
      .refine((text) => decodeKey(text.trim()) !== undefined, {
        error: 'must be 32 bytes in base64, as `openssl rand -base64 32` makes them',
      })
      .optional(),
  ),
  LOG_LEVEL: set(z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('log')),
  WEFT_RETENTION_DAYS: set(wholeNumber(1, 36_500).optional()),
});

/**
 * Reads the configuration; a variable that is empty counts as unset.
 * @throws WeftError `invalid` naming every variable that is wrong, but not its value, which may be a secret.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): WeftConfig {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new WeftError(
      'invalid',
      `the environment is not usable: ${faults.join('; ')}`,
      'Correct or unset these variables; CONTRIBUTING.md and README.md list them.',
    );
  }
  const { DATABASE_URL, WEFT_HOME, HOST, PORT, WEFT_ADMIN_KEY, WEFT_SECRET_KEY, LOG_LEVEL, WEFT_RETENTION_DAYS } =
    parsed.data;
  return {
    databaseUrl: DATABASE_URL,
    home: resolve(WEFT_HOME),
    host: HOST,
    port: PORT,
    adminKey: WEFT_ADMIN_KEY,
    secretKey: WEFT_SECRET_KEY?.trim(),
    logLevel: LOG_LEVEL,
    retentionDays: WEFT_RETENTION_DAYS,
  };
}
