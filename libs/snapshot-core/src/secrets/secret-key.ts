import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { WeftConfig } from '../config.ts';
import type { Database } from '../db/database.ts';
import { execute, first, transaction } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';
import { keepGenerated, readKept } from '../keys/keep-generated.ts';
import { decodeKey } from './decode-key.ts';
import { KEY_BYTES, keyId } from './seal.ts';

/** The key that encrypts secrets. */
export interface SecretKey {
  bytes: Buffer;
  /** Tells keys apart; says nothing of the key. */
  id: string;
  /** This call made it. */
  generated: boolean;
  /** File that keeps it, unless WEFT_SECRET_KEY gives it. */
  path: string | undefined;
}

/** What says where the key is. */
export type KeyConfig = Pick<WeftConfig, 'home'> & Partial<Pick<WeftConfig, 'secretKey'>>;

/** "secr": of several first starts on one database only one makes a key. */
const GENERATION_LOCK = 0x73656372;

/**
 * WEFT_SECRET_KEY, else the key kept in WEFT_HOME (mode 0600). When there is neither, one is made, unless the database
 * knows of a key: then its secrets are encrypted with that one, and another would only hide that it is missing.
 * @throws WeftError `unusable_secret` when the kept key is none, or a key that the database knows of is not here
 */
export async function readSecretKey(db: Pick<Database, 'pool'>, config: KeyConfig): Promise<SecretKey> {
  const path = join(config.home, 'secret-key');
  if (config.secretKey) return remember(db, keyOf(config.secretKey, 'WEFT_SECRET_KEY'), false, undefined);
  const kept = await readKept(path);
  if (kept !== undefined) return remember(db, keyOf(kept, path), false, path);
  return transaction(db.pool, async (tx) => {
    await execute(tx, sql`select pg_advisory_xact_lock(${GENERATION_LOCK}::bigint)`);
    const known = await first<{ id: string }>(tx, sql`select id from weft.secret_key order by created_at desc limit 1`);
    // Another process with the same WEFT_HOME may have made it while this one waited.
    if (known && (await readKept(path)) === undefined) throw missing(known.id, path);
    const made = await keepGenerated(path, () => randomBytes(KEY_BYTES).toString('base64'));
    const bytes = keyOf(made.kept, path);
    await execute(tx, sql`insert into weft.secret_key (id) values (${keyId(bytes)}) on conflict do nothing`);
    return { bytes, id: keyId(bytes), generated: made.generated, path };
  });
}

/** Lets other processes know which key there is. */
async function remember(
  db: Pick<Database, 'pool'>,
  bytes: Buffer,
  generated: boolean,
  path: string | undefined,
): Promise<SecretKey> {
  const id = keyId(bytes);
  await execute(db.pool, sql`insert into weft.secret_key (id) values (${id}) on conflict do nothing`);
  return { bytes, id, generated, path };
}

function keyOf(text: string, from: string): Buffer {
  const bytes = decodeKey(text);
  if (bytes) return bytes;
  throw new WeftError(
    'unusable_secret',
    `${from} does not hold a key of 32 bytes in base64`,
    'Put the key back that the secrets are encrypted with.',
  );
}

const missing = (id: string, path: string): WeftError =>
  new WeftError(
    'unusable_secret',
    `the secrets of this database are encrypted with a key (${id}) that this process does not have`,
    `Set WEFT_SECRET_KEY, or copy the file secret-key from the WEFT_HOME of the first start to ${path}. If the key is lost, set a new one (openssl rand -base64 32) and put the secrets again.`,
  );
