import type { Database } from '../db/database.ts';
import { WeftError } from '../errors.ts';
import { seal, unseal } from './seal.ts';
import { type KeyConfig, readSecretKey, type SecretKey } from './secret-key.ts';

/** A text encrypted, and with which key. */
export interface Sealed {
  sealed: Buffer;
  keyId: string;
}

/** Encrypts what must not lie in the database in the clear. The key is read when it is first needed. */
export interface Secrets {
  /** The key, made if this installation has none yet. @throws WeftError `unusable_secret` */
  key(): Promise<SecretKey>;
  /** @param owner what the text belongs to: it opens for this owner only. @throws WeftError `unusable_secret` */
  seal(owner: readonly string[], text: string): Promise<Sealed>;
  /** @throws WeftError `unusable_secret` when the key is missing, another one, or what was sealed has been changed */
  open(owner: readonly string[], sealed: Sealed): Promise<string>;
}

export function openSecrets(db: Pick<Database, 'pool'>, config: KeyConfig): Secrets {
  let reading: Promise<SecretKey> | undefined;
  const key = (): Promise<SecretKey> => {
    reading ??= readSecretKey(db, config).catch((error: unknown) => {
      reading = undefined; // it may be put right while the process runs
      throw error;
    });
    return reading;
  };
  return {
    key,
    seal: async (owner, text) => {
      const { bytes, id } = await key();
      return { sealed: seal(bytes, owner, text), keyId: id };
    },
    open: async (owner, { sealed, keyId }) => {
      const { bytes, id } = await key();
      if (id !== keyId) throw otherKey(owner, keyId, id);
      const text = unseal(bytes, owner, sealed);
      if (text !== undefined) return text;
      throw new WeftError(
        'unusable_secret',
        `the secret ${owner.join('/')} does not open: what is stored of it has been changed`,
        'Put it again, or restore the database from a backup.',
      );
    },
  };
}

const otherKey = (owner: readonly string[], needed: string, id: string): WeftError =>
  new WeftError(
    'unusable_secret',
    `the secret ${owner.join('/')} is encrypted with key ${needed}, but the key of this process is ${id}`,
    'Give every process of this database the same WEFT_SECRET_KEY (or file WEFT_HOME/secret-key). If that key is lost, put the secret again.',
  );
