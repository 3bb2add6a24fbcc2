import { ident, join, type Sql, sql } from '../../db/sql.ts';
import type { StreamColumn } from '../../catalog/stream.entity.ts';
import type { MergeMode } from '../settings.ts';
import type { Stage } from '../stage/stage.ts';
import { type MergedRest, mergeRest, restDiffers } from './merge-rest.ts';

/** One column of the snapshot and what the run makes of it. In the fragments `s` is the staged row, `t` the snapshot's. */
export interface MergedColumn {
  /** As the source spells it. */
  name: string;
  identifier: string;
  /** Value that an existing record has after the run. */
  next: Sql;
  /** Value that a new record gets; undefined where the sync output lacks the column. */
  incoming: Sql | undefined;
  /** Condition: the staged record does not mention the column; undefined where all do, or none. */
  absent: Sql | undefined;
  /** Whether a difference here is a change by itself. */
  counts: boolean;
  /** Whether the run can change the column at all. */
  written: boolean;
  silent: boolean;
}

/** A snapshot's columns and what the run makes of them. */
export interface Merged {
  /** Those that are columns of the table. */
  columns: MergedColumn[];
  /** The others; undefined where there are none. */
  rest: MergedRest | undefined;
}

/** What each merge mode makes of each column (DESIGN §4, table of merge modes). */
export function merged(
  columns: readonly StreamColumn[],
  stage: Pick<Stage, 'columns' | 'absent' | 'rest'>,
  merge: MergeMode,
  ignore: readonly string[],
): Merged {
  const own = columns.filter(({ rest }) => !rest);
  return { columns: mergeColumns(own, stage, merge, ignore), rest: mergeRest(columns, stage, merge, ignore) };
}

function mergeColumns(
  columns: readonly StreamColumn[],
  stage: Pick<Stage, 'columns' | 'absent'>,
  merge: MergeMode,
  ignore: readonly string[],
): MergedColumn[] {
  const delivered = new Set(stage.columns);
  return columns.map(({ name, identifier, silent }) => {
    const staged = sql`s.${ident(identifier)}`;
    const current = sql`t.${ident(identifier)}`;
    const isDelivered = delivered.has(identifier);
    const absent = stage.absent?.get(identifier);
    // What a record does not mention stays as it is; `fill` and `replace` make of it what they make of a null.
    const set = absent && merge === 'patch' ? sql`case when ${absent} then ${current} else ${staged} end` : staged;
    return {
      name,
      identifier,
      next: isDelivered ? (merge === 'fill' ? sql`coalesce(${staged}, ${current})` : set) : sql`null`,
      incoming: isDelivered ? staged : undefined,
      absent,
      counts: !silent && !ignore.includes(name),
      written: isDelivered || merge === 'replace',
      silent: silent === true,
    };
  });
}

/** Whether any column that counts differs between the record as it is and as it will be. */
export function differs({ columns, rest }: Merged): Sql {
  const counting = columns.filter((column) => column.written && column.counts);
  const next = join(counting.map((column) => column.next));
  const current = join(counting.map((column) => sql`t.${ident(column.identifier)}`));
  const own = counting.length > 0 ? [sql`row(${next}) is distinct from row(${current})`] : [];
  const others = restDiffers(rest);
  const conditions = others ? [...own, others] : own;
  return conditions.length === 0 ? sql`false` : sql`(${join(conditions, ' or ')})`;
}
