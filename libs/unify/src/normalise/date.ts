import type { NormaliseContext } from './normaliser.ts';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const ISO = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T\s].*)?)?)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const DAY_OR_MONTH_FIRST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:\s.*)?$/;
const MONTH_YEAR = /^(\d{1,2})[-/.](\d{4})$/;
const DAY_MONTH_NAME = /^(?:(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+)?([a-z]{3,9})\.?[\s-]+(\d{4})$/;
const MONTH_NAME_DAY = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/;

/**
 * A date, maybe a partial one: `YYYY-MM-DD`, `YYYY-MM` (also from `05/2020`, `May 2020`) or `YYYY`. The time of day is dropped. `3/4/2020` is day first in a
 * country other than the US, month first without a country (as with phone numbers) or where only that is a date;
 * with dots it is always day first. Zero or missing months and days make it partial. Null for what is no date.
 */
export function normaliseDate(value: string, context: NormaliseContext): string | null {
  const text = value.trim().toLowerCase();
  const iso = COMPACT.exec(text) ?? ISO.exec(text.toUpperCase());
  if (iso !== null) return partial(iso[1], iso[2], iso[3]);
  const month = MONTH_YEAR.exec(text);
  if (month !== null) return partial(month[2], month[1]);
  const named = DAY_MONTH_NAME.exec(text);
  if (named !== null) return partial(named[3], monthNumber(named[2]), named[1]);
  const american = MONTH_NAME_DAY.exec(text);
  if (american !== null) return partial(american[3], monthNumber(american[1]), american[2]);
  const numbers = DAY_OR_MONTH_FIRST.exec(text);
  if (numbers === null) return null;
  const [, first = '', separator, second = '', year] = numbers;
  const dayFirst =
    Number(first) > 12 || (Number(second) <= 12 && (separator === '.' || !(context.country ?? 'US').startsWith('US')));
  return dayFirst ? partial(year, second, first) : partial(year, first, second);
}

function monthNumber(name: string | undefined): string {
  return String(MONTHS.indexOf((name ?? '').slice(0, 3)) + 1 || 99); // 99: no month, so no date
}

function partial(year = '', month = '0', day = '0'): string | null {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (y === 0 || m > 12) return null;
  if (m === 0) return year;
  const upToMonth = `${year}-${String(m).padStart(2, '0')}`;
  if (d === 0) return upToMonth;
  return d <= daysIn(y, m) ? `${upToMonth}-${String(d).padStart(2, '0')}` : null;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
