import { execute, ident, type Queryable, rows, type Sql, sql } from '@app/snapshot-core';
import { compareText } from '../model/source-record.ts';

/** What somebody decided about two records, by their refs; `a` before `b` in code-unit order. */
export interface Link {
  a: string;
  b: string;
  /** Whether the two are one entity, whatever else speaks for or against it. */
  same: boolean;
}

/** Links between records of which one, or both, are among these; all of a model without `refs`. */
export function readLinks(
  tx: Queryable,
  schema: string,
  model: string,
  among?: { refs: readonly string[]; ends: 'one' | 'both' },
): Promise<Link[]> {
  const wanted = (column: Sql) => sql`${column} = any(${among?.refs ?? []}::text[])`;
  const [a, b] = [wanted(ident('a')), wanted(ident('b'))];
  const condition = among === undefined ? sql`true` : among.ends === 'both' ? sql`${a} and ${b}` : sql`(${a} or ${b})`;
  return rows<Link>(
    tx,
    sql`
      select a, b, same
      from ${ident(schema, 'link')}
      where model = ${model} and ${condition}
      order by a, b`,
  );
}

/** Remembers a decision, in place of an earlier one about the same two; the next run follows it. */
export async function saveLink(tx: Queryable, schema: string, model: string, link: Link): Promise<void> {
  const [a, b] = ordered(link);
  await execute(
    tx,
    sql`
      insert into ${ident(schema, 'link')} (model, a, b, same)
      values (${model}, ${a}, ${b}, ${link.same})
      on conflict (model, a, b) do update set same = excluded.same`,
  );
  await lookAgain(tx, schema, model, [a, b]);
}

/** Takes a decision back. Returns whether there was one. */
export async function forgetLink(
  tx: Queryable,
  schema: string,
  model: string,
  pair: Pick<Link, 'a' | 'b'>,
): Promise<boolean> {
  const [a, b] = ordered(pair);
  const gone = await execute(
    tx,
    sql`delete from ${ident(schema, 'link')} where model = ${model} and a = ${a} and b = ${b}`,
  );
  if (gone > 0) await lookAgain(tx, schema, model, [a, b]);
  return gone > 0;
}

/** Has the next run of a model compare and cluster these records anew, although they did not change. */
export async function lookAgain(tx: Queryable, schema: string, model: string, refs: readonly string[]): Promise<void> {
  await execute(
    tx,
    sql`
      insert into ${ident(schema, 'unify_again')} (model, ref)
      select distinct ${model}::text, ref
      from unnest(${refs}::text[]) as asked (ref)
      on conflict do nothing`,
  );
}

/** Takes the records that {@link lookAgain} was told of, so that no other run does. */
export async function takeAgain(tx: Queryable, schema: string, model: string): Promise<string[]> {
  const taken = await rows<{ ref: string }>(
    tx,
    sql`delete from ${ident(schema, 'unify_again')} where model = ${model} returning ref`,
  );
  return taken.map(({ ref }) => ref).sort(compareText);
}

const ordered = ({ a, b }: Pick<Link, 'a' | 'b'>): [string, string] => (a < b ? [a, b] : [b, a]);
