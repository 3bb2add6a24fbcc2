import { WeftError } from '../errors.ts';
import { type Sql, sql } from '../db/sql.ts';
import { instant, isNumber, isTime, kindOf } from './value-kinds.ts';

/**
 * What a full sync covers completely: absence counts only inside it. Either the records whose column has exactly
 * `value`, or those in the range from `from` to `to`, bounds included; a column alone is the range found in the file.
 */
export interface Scope {
  column: string;
  from?: string;
  to?: string;
  value?: string;
}

const CONDITION = /^\s*(?<column>[^<>=]+?)\s*(?<operator>>=|<=|=)\s*(?<bound>\S.*?)\s*$/;

/**
 * Reads `Date>=2025-05-01`, `Date>=2025-05-01 and Date<=2025-05-31`, `subsidiary=1`, or a column's name alone.
 * @throws WeftError `invalid`
 */
export function parseScope(text: string): Scope {
  if (/^[^<>=]+$/.test(text) && text.trim() !== '') return { column: text.trim() };
  const scope: Partial<Scope> = {};
  for (const part of text.split(/\s+and\s+(?=[^<>=]+[<>=])/i)) {
    const { column, operator, bound } = CONDITION.exec(part)?.groups ?? {};
    const side = operator === '=' ? 'value' : operator === '>=' ? 'from' : 'to';
    if (bound === undefined || scope[side] !== undefined || (scope.column ?? column) !== column) fail(text);
    Object.assign(scope, { column, [side]: bound });
  }
  if (scope.value !== undefined && (scope.from ?? scope.to) !== undefined) fail(text);
  return scope as Scope;
}

function fail(text: string): never {
  throw new WeftError(
    'invalid',
    `"${text}" is no scope`,
    'Give a condition on one column: Date>=2025-05-01, "Date>=2025-05-01 and Date<=2025-05-31", subsidiary=1, or Date.',
  );
}

/**
 * Condition: the stored value lies in the scope. A value of another kind than a bound lies outside of it, so that
 * "Beginning Balance" is in no range of dates; so does null.
 *
 * - A bound that is an ISO day is compared with the day as written, so that `to` takes in the whole day;
 * - one with a time of day by instant (without an offset: UTC);
 * - a decimal number by number; any other text by its bytes. `value` has to be the same text.
 */
export function inScope({ from, to, value }: Omit<Scope, 'column'>, stored: Sql): Sql {
  if (value !== undefined) return sql`${stored} is not distinct from ${value}::text`;
  const above = from === undefined ? sql`true` : compared(stored, sql`>=`, from);
  const below = to === undefined ? sql`true` : compared(stored, sql`<=`, to);
  return sql`(${stored} is not null and ${above} and ${below})`;
}

function compared(stored: Sql, operator: Sql, bound: string): Sql {
  // "case", because only it keeps Postgres from casting what the first condition rules out.
  switch (kindOf(bound)) {
    case 'number':
      return sql`case when ${isNumber(stored)} then ${stored}::numeric ${operator} ${bound}::numeric else false end`;
    case 'day':
      return sql`(${isTime(stored)} and left(${stored}, 10) collate "C" ${operator} ${bound}::text)`;
    case 'time':
      return sql`
        case when ${isTime(stored)} then ${instant(stored)} ${operator} ${instant(sql`${bound}::text`)} else false end`;
    case 'text':
      return sql`${stored} collate "C" ${operator} ${bound}::text`;
  }
}
