import { ident, join, literal, type Sql, sql } from '../../db/sql.ts';
import type { Merged } from './merge-columns.ts';
import { changedRest, wholeRest } from './merge-rest.ts';

/** Postgres functions take at most 100 arguments. */
const ARGUMENTS = 90;

/** Old values of the fields that the run changes, as a jsonb object by the source's names. */
export function changedFields({ columns, rest }: Merged): Sql {
  const own = jsonObject(
    columns
      .filter((column) => column.written && !column.silent)
      .map((column) => {
        const current = sql`t.${ident(column.identifier)}`;
        return sql`case when ${column.next} is distinct from ${current} then ${member(column.name, current)} end`;
      }),
  );
  return joined(own, changedRest(rest));
}

/** The whole record, as a jsonb object by the source's names. */
export function wholeRecord({ columns, rest }: Merged): Sql {
  const own = jsonObject(
    columns.filter((column) => !column.silent).map((column) => member(column.name, sql`t.${ident(column.identifier)}`)),
  );
  return joined(own, wholeRest(rest));
}

const joined = (own: Sql, rest: Sql | undefined): Sql => (rest ? sql`(${own} || ${rest})` : own);

/** `"name":"value"` as JSON text. */
function member(name: string, value: Sql): Sql {
  return sql`${literal(`${JSON.stringify(name)}:`)} || coalesce(to_json(${value})::text, 'null')`;
}

/**
 * A jsonb object from JSON texts of its members, null ones left out. By way of text, because jsonb_build_object cannot
 * leave members out and joining jsonb values member by member took twice as long (100,000 rows of 20 columns: 3.0 s, 1.5 s).
 */
function jsonObject(members: readonly Sql[]): Sql {
  if (members.length === 0) return sql`'{}'::jsonb`;
  return sql`('{' || ${concatenated(members)} || '}')::jsonb`;
}

function concatenated(members: readonly Sql[]): Sql {
  if (members.length <= ARGUMENTS) return sql`concat_ws(',', ${join(members)})`;
  const groups: Sql[] = [];
  for (let i = 0; i < members.length; i += ARGUMENTS) {
    // nullif: a group without any changed field must not leave a comma behind.
    groups.push(sql`nullif(${concatenated(members.slice(i, i + ARGUMENTS))}, '')`);
  }
  return concatenated(groups);
}
