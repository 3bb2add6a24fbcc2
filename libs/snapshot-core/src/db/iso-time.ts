import { type Sql, sql } from './sql.ts';

/** A timestamptz as users see every time: `2026-03-04T09:17:05.123Z`; null stays null. */
export const isoTime = (time: Sql): Sql => sql`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
