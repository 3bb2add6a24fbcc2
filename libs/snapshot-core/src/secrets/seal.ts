import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Bytes of a key of AES-256. */
export const KEY_BYTES = 32;
/** As NIST SP 800-38D recommends for GCM; random, so one key must not seal more than 2^32 texts. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/**
 * A text encrypted by AES-256-GCM: nonce, tag, then what is encrypted.
 * @param owner what the text belongs to; sealed text that is moved to another owner does not open
 */
export function seal(key: Buffer, owner: readonly string[], text: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(ownerBytes(owner));
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
}

/** Inverse of {@link seal}; undefined when key or owner are others, or a bit of it was changed. */
export function unseal(key: Buffer, owner: readonly string[], sealed: Buffer): string | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(ownerBytes(owner)).setAuthTag(tag);
  try {
    const text = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined; // what does not authenticate: OpenSSL gives no reason
  }
}

/** Names a key without telling anything of it: it is 256 random bits. */
export const keyId = (key: Buffer): string =>
  createHash('sha256').update('weft secret key').update(key).digest('hex').slice(0, 12);

/** As JSON, so that no two lists are the same bytes. */
const ownerBytes = (owner: readonly string[]): Buffer => Buffer.from(JSON.stringify(owner));
