import { ident, join, sql } from '../../db/sql.ts';
import { outversioned } from '../publish/version.ts';
import type { Duplicates } from './duplicates.ts';
import type { Stage } from './stage.ts';

/** One column of staged values, by row; as bytes: an array in binary format. */
export interface InlineRows {
  n: number[];
  hash: (string | null)[] | Buffer;
  key: string[] | Buffer;
  /** Values by column, in the order of the stage's columns. */
  values: ((string | null)[] | Buffer)[];
  /** Names of the columns in `_rest`, and it as JSON text by row. */
  rest?: { names: string[]; objects: (string | null)[] };
  /** Bits of the columns that each record does not mention, as hex; unset where records do not name their fields. */
  absent?: (string | null)[];
}

/**
 * A stage that travels as parameters, one array a column. Most deltas are small, and a table made and dropped for each
 * of thousands of small syncs would bloat Postgres's catalog.
 */
export function inlineStage(columns: string[], rows: InlineRows): Stage {
  const told = rows.absent ? ['_absent'] : [];
  const others = rows.rest ? ['_rest'] : [];
  const names = ['_n', '_hash', '_key', ...told, ...columns, ...others].map((name) => ident(name));
  const arrays = [
    sql`${rows.n}::integer[]`,
    sql`${rows.hash}::uuid[]`,
    sql`${rows.key}::text[]`,
    ...(rows.absent ? [sql`${rows.absent}::bytea[]`] : []),
    ...rows.values.map((values) => sql`${values}::text[]`),
    ...(rows.rest ? [sql`${rows.rest.objects}::jsonb[]`] : []),
  ];
  return {
    cte: sql`
      incoming as materialized (
        select ${join(names)}
        from unnest(${join(arrays)}) as row (${join(names)})
      ),`,
    from: sql`incoming`,
    columns,
    ...(rows.rest ? { rest: rows.rest.names } : {}),
    size: rows.n.length,
  };
}

/** The stage without the records that one of a higher version replaces. */
export function newestOf(stage: Stage, { version, unversioned }: Duplicates, size: number): Stage {
  const lacks = unversioned?.length ? sql`_n = any(${unversioned}::integer[])` : undefined;
  const replaced = outversioned(stage.from, ident('_n'), version!, lacks);
  const told = stage.absent ? ['_absent'] : [];
  const others = stage.rest ? ['_rest'] : [];
  const names = ['_n', '_hash', '_key', ...told, ...stage.columns, ...others].map((name) => ident(name));
  return {
    ...stage,
    cte: sql`
      ${stage.cte}
      newest as materialized (
        select ${join(names)}
        from ${stage.from}
        where _n not in (${replaced})
      ),`,
    from: sql`newest`,
    size,
  };
}
