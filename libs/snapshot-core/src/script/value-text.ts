import { WeftError } from '../errors.ts';
import type { RowValue } from './options.ts';

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * A script's value as the text that a snapshot keeps; null stays null.
 * @param where names the value in messages
 * @throws WeftError `invalid_input` for what no text can hold: an invalid date, half a UTF-16 character
 */
export function valueText(value: RowValue, where: string): string | null {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
      return checkText(value, where);
    case 'number':
      // What pandas calls a missing value.
      return Number.isNaN(value) ? null : String(value);
    case 'object':
      if (value instanceof Date) return dateText(value, where);
      // JSON escapes what checkText looks for. A function is left out there, so null here.
      return JSON.stringify(value) ?? null;
    default:
      return String(value);
  }
}

function dateText(date: Date, where: string): string {
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new WeftError('invalid_input', `${where} is an invalid date`, 'Give null where there is no date.');
}

/** UTF-8 cannot hold half of a character: it would silently become another one. */
function checkText(text: string, where: string): string {
  if (!LONE_SURROGATE.test(text)) return text;
  throw new WeftError(
    'invalid_input',
    `${where} has half of a UTF-16 character in it, which no UTF-8 text can hold`,
    'Most likely a text was cut inside an emoji: cut it between characters.',
  );
}
