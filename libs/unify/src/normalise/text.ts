import { fromWords, toAscii, toWords } from './ascii.ts';

/** Free text: lower-case ASCII words. */
export function normaliseText(value: string): string | null {
  return fromWords(toWords(toAscii(value)));
}

/** A category (industry, status): compared like text. */
export const normaliseCategory = normaliseText;

/**
 * An identifier (tax number, DUNS, account number): upper-case letters and digits only, leading zeros kept, because
 * systems differ in how they punctuate it (`12-3456789`, `12 3456789`).
 */
export function normaliseIdentifier(value: string): string | null {
  const text = toAscii(value)
    .replace(/[^a-z0-9]/g, '')
    .toUpperCase();
  return text === '' ? null : text;
}
