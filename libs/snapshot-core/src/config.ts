import { resolve } from 'node:path';
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

/**
 * Reads the configuration; a variable that is empty counts as unset.
 * @throws WeftError `invalid` naming every variable that is wrong, but not its value, which may be a secret.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): WeftConfig {
  const faults: string[] = [];
  const read = <Value>(name: string, parse: (text: string) => Value | undefined, right: string): Value | undefined => {
    const text = env[name];
    if (text === undefined || text === '') return undefined;
    const value = parse(text);
    if (value === undefined) faults.push(`${name}: ${right}`);
    return value;
  };
  const config: WeftConfig = {
    databaseUrl: read('DATABASE_URL', postgresUrl, 'must be a URL such as postgres://user@host:5432/database'),
    home: resolve(env.WEFT_HOME || '.weft'),
    host: env.HOST || '127.0.0.1',
    port: read('PORT', wholeNumber(0, 65_535), 'must be a whole number from 0 to 65535') ?? 3000,
    adminKey: read('WEFT_ADMIN_KEY', longEnough, `must have at least ${LEAST_ADMIN_KEY} characters`),
    secretKey: read(
      'WEFT_SECRET_KEY',
      secretKey,
      'must be 32 bytes in base64, as `openssl rand -base64 32` makes them',
    ),
    logLevel: read('LOG_LEVEL', logLevel, `must be one of ${logLevels.join(', ')}`) ?? 'log',
    retentionDays: read('WEFT_RETENTION_DAYS', wholeNumber(1, 36_500), 'must be a whole number from 1 to 36500'),
  };
  if (faults.length === 0) return config;
  throw new WeftError(
    'invalid',
    `the environment is not usable: ${faults.join('; ')}`,
    'Correct or unset these variables; CONTRIBUTING.md and README.md list them.',
  );
}

const LEAST_ADMIN_KEY = 16;

const postgresUrl = (text: string) =>
  URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol) ? text : undefined;

const wholeNumber = (least: number, most: number) => (text: string) => {
  const number = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
};

const longEnough = (text: string) => (text.length >= LEAST_ADMIN_KEY ? text : undefined);

const secretKey = (text: string) => (decodeKey(text.trim()) === undefined ? undefined : text.trim());

const logLevel = (text: string) => logLevels.find((level) => level === text);
