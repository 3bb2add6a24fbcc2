import { KEY_BYTES } from './seal.ts';

/** The 32 bytes that a text is the base64 of; undefined when it is of anything else. */
export function decodeKey(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const padded = text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  return bytes.length === KEY_BYTES && bytes.toString('base64').replace(/=+$/, '') === padded ? bytes : undefined;
}
