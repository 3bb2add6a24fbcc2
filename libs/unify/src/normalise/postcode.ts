import { toAscii } from './ascii.ts';
import type { NormaliseContext } from './normaliser.ts';

/**
 * A postcode in upper-case letters and digits without spaces. Of a US ZIP+4 the five digits; a US ZIP whose leading
 * zero a spreadsheet took (`2138`, `2138.0`) gets it back when the record says that it is in the US.
 */
export function normalisePostcode(value: string, context: NormaliseContext): string | null {
  const ascii = toAscii(value.trim()).replace(/^(\d+)\.0$/, '$1');
  const zip = /^\s*(\d{5})\s*-\s*\d{4}\s*$/.exec(ascii)?.[1];
  if (zip !== undefined) return zip;
  const text = ascii.replace(/[^a-z0-9]/g, '').toUpperCase();
  if (text === '') return null;
  if (context.country !== 'US' || !/^\d+$/.test(text)) return text;
  if (text.length === 9) return text.slice(0, 5);
  return text.length < 5 && text.length > 2 ? text.padStart(5, '0') : text;
}
