import type { LogicalType } from '../../catalog/stream.entity.ts';
import { join, literal, type Sql, sql } from '../../db/sql.ts';
import { instant, isDay, isTime } from '../../ingest/value-kinds.ts';
import { FALSEHOODS, INTEGER, NUMBER, TRUTHS } from './fits-type.ts';

/**
 * A stored text as a value of its logical type: bigint, numeric, boolean, date, timestamptz (without an offset: UTC), jsonb,
 * or the text itself. What {@link fitsType} refuses is null, never an error. Holds no parameter, so that it can stand in a
 * view. "case", because only it keeps Postgres from casting what the condition rules out.
 */
export function typedValue(text: Sql, type: LogicalType): Sql {
  switch (type) {
    case 'string':
      return text;
    case 'integer':
      return sql`
        case when ${text} ~ '^[+-]?[0-9]{1,18}$' then ${text}::bigint when ${text} ~ ${literal(INTEGER)}
          then case when ${text}::numeric between -9223372036854775808 and 9223372036854775807
            then ${text}::numeric::bigint end end`;
    case 'number':
      return sql`case when ${text} ~ ${literal(NUMBER)} then ${text}::numeric end`;
    case 'boolean':
      return sql`
        case when lower(${text}) in (${texts(TRUTHS)}) then true when lower(${text}) in (${texts(FALSEHOODS)})
          then false end`;
    case 'date':
      return sql`case when ${isDay(text)} then ${text}::date end`;
    case 'datetime':
      return sql`case when ${isTime(text)} then ${instant(text)} end`;
    case 'json':
      return sql`weft.json_of(${text})`;
  }
}

const texts = (values: readonly string[]): Sql => join(values.map(literal));
