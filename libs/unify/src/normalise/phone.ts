import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { NormaliseContext } from './normaliser.ts';

/** Where a national number without any hint of its country is read. */
export const DEFAULT_PHONE_REGION: CountryCode = 'US';

/**
 * A phone number as E.164, with its extension if it has one: `+14155550100`, `+14155550100 ext. 12`.
 *
 * National numbers are read in the record's country, else in DEFAULT_PHONE_REGION. Where the country is certain (an
 * international prefix, or the record's own country) a number of a possible length is enough, because switchboards and
 * new ranges are not in any table; where it is a guess the number must be valid there. What is no such number, a
 * local one without area code for example, is kept as its 7 to 15 digits: enough to agree together with a name. One
 * digit repeated is a placeholder: null. Of several numbers in one value, the first that can be read.
 */
export function normalisePhone(value: string, context: NormaliseContext): string | null {
  const text = value.trim().replace(/\.0$/, ''); // 4155550100.0: a spreadsheet's number
  const usual = usualNumber(text, context);
  if (usual !== null) return usual;
  const candidates = [text, ...text.split(/[/;,|\n]| or /i)];
  for (const candidate of candidates) {
    const number = readNumber(candidate, context);
    if (number !== null) return number;
  }
  for (const candidate of candidates) {
    const digits = candidate.replace(/\D/g, '');
    if (digits.length < 7 || digits.length > 15 || isOneDigit(digits)) continue;
    // The bare digits may read as a number where the text around them did not; asking here keeps this idempotent.
    return readNumber(digits, context) ?? digits;
  }
  return null;
}

/** Ten digits as North America writes them, with or without the country's 1. */
const USUAL = /^(?:\+?1[\s.-]?)?(?:\((\d{3})\)|(\d{3}))[\s.-]?(\d{3})[\s.-]?(\d{4})$/;

/** By the first six of the ten digits, which decide: 0 not asked yet, 1 valid, 2 not. */
const ranges = new Uint8Array(1_000_000);

/**
 * The same for a valid number of the usual form where numbers without a country are American, at a twentieth of the cost: the
 * library is asked once for each range of ten thousand numbers. Null for whatever is not that simple.
 */
function usualNumber(text: string, { country }: NormaliseContext): string | null {
  if (country !== null && country !== DEFAULT_PHONE_REGION) return null;
  const match = USUAL.exec(text);
  if (match === null) return null;
  const digits = `${match[1] ?? match[2]}${match[3]}${match[4]}`;
  if (isOneDigit(digits)) return null;
  const range = Number(digits.slice(0, 6));
  if (ranges[range] === 0) ranges[range] = parsePhoneNumberFromString(`+1${digits}`)?.isValid() ? 1 : 2;
  return ranges[range] === 1 ? `+1${digits}` : null;
}

/** The line without the extension: what two records of one company share. */
export function phoneLine(normalised: string): string {
  return normalised.split(' ', 1)[0] ?? normalised;
}

function readNumber(text: string, context: NormaliseContext): string | null {
  const international = text.replace(/^\s*00(?=[1-9])/, '+');
  const country = context.country !== null && isSupportedCountry(context.country) ? context.country : null;
  const number = parsePhoneNumberFromString(international, country ?? DEFAULT_PHONE_REGION);
  if (number === undefined || isOneDigit(number.nationalNumber)) return null;
  const certain = country !== null || international.trimStart().startsWith('+');
  if (!number.isValid() && !(certain && number.isPossible() && readsAsItself(number.number))) return null;
  return number.ext === undefined ? number.number : `${number.number} ext. ${number.ext}`;
}

/** Of numbers that are merely possible, a leading digit may be taken for a trunk prefix when they are read again. */
function readsAsItself(e164: string): boolean {
  return parsePhoneNumberFromString(e164)?.number === e164;
}

function isOneDigit(digits: string): boolean {
  return /^(\d)\1*$/.test(digits);
}
