import { literal, type Sql, sql } from '../db/sql.ts';

/*
 * What a text reads as, told alike in JavaScript and in Postgres: the expressions below mean the same in both. What
 * matches one of them can be cast by Postgres without an error, leap days and all.
 */
const DAY =
  '(?!0000)[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)' +
  '|02-(?:0[1-9]|1[0-9]|2[0-8]))' +
  '|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-02-29';
const OFFSET = 'Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?';
const CLOCK = `[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?(?:${OFFSET})?`;

const NUMBER = '^[+-]?[0-9]{1,100}(?:[.][0-9]{1,100})?$';
const ISO_TIME = `^(?:${DAY})(?:${CLOCK})?$`;
const WITH_OFFSET = `:.*(?:${OFFSET})$`;
const CLOCK_TIME = new RegExp(`^(?:${DAY})${CLOCK}$`);

const patterns = { number: new RegExp(NUMBER), time: new RegExp(ISO_TIME), offset: new RegExp(WITH_OFFSET) };

export type ValueKind = 'number' | 'day' | 'time' | 'text';

/** What a value reads as: a decimal number, an ISO 8601 day, an ISO 8601 date and time, or plain text. */
export function kindOf(value: string): ValueKind {
  if (patterns.number.test(value)) return 'number';
  if (CLOCK_TIME.test(value)) return 'time';
  return patterns.time.test(value) ? 'day' : 'text';
}

/** Condition: the text is a decimal number. */
export const isNumber = (value: Sql): Sql => sql`${value} ~ ${literal(NUMBER)}`;

/** Condition: the text is an ISO 8601 day, with or without a time of day. */
export const isTime = (value: Sql): Sql => sql`${value} ~ ${literal(ISO_TIME)}`;

/** Condition: the text is an ISO 8601 day alone. */
export const isDay = (value: Sql): Sql => sql`${value} ~ ${literal(`^(?:${DAY})$`)}`;

/** The instant of a text that {@link isTime}; one without an offset is taken as UTC. */
export const instant = (value: Sql): Sql => sql`
  (case when ${value} ~ ${literal(WITH_OFFSET)} then ${value} else ${value} || ' UTC' end)::timestamptz`;

/** The instant of a text of kind `day` or `time`, for comparison: its second in milliseconds, and nine digits behind it. */
export function instantOf(value: string): { ms: number; rest: string } {
  const withoutFraction = value.replace(/\.[0-9]+/, '').replace(' ', 'T');
  const iso = /:/.test(value) && !patterns.offset.test(value) ? `${withoutFraction}Z` : withoutFraction;
  const digits = (/\.([0-9]+)/.exec(value)?.[1] ?? '').padEnd(9, '0');
  // Date knows `+01:00`, but neither `+0100` nor `+01`.
  const normal = iso.replace(
    /(:.*[+-][0-9]{2}):?([0-9]{2})?$/,
    (_, start: string, minutes?: string) => `${start}:${minutes ?? '00'}`,
  );
  return { ms: Date.parse(normal), rest: digits };
}
