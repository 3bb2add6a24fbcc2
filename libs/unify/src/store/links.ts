import { empty, execute, first, ident, isoTime, type Queryable, rows, type Sql, sql } from '@app/snapshot-core';
import { modelTables } from './model-tables.ts';
import { compareText } from '../model/source-record.ts';

/** What somebody decided about two records, by their refs; `a` before `b` in code-unit order. */
export interface Link {
  a: string;
  b: string;
  /** Whether the two are one entity, whatever else speaks for or against it. */
  same: boolean;
}

/** What is remembered beside a decision. */
export interface LinkNote {
  /** The one of the two that a program made by exporting the other's unified record; then nobody decided anything. */
  made?: string;
  /** Who decided it, in whatever form they are known by. */
  by?: string;
  note?: string;
}

/** A decision as users see it. */
export interface LinkView extends Link {
  made: string | null;
  by: string | null;
  note: string | null;
  /** ISO time. */
  at: string;
}

/** Links between records of which one, or both, are among these; all of a model without `refs`. */
export function readLinks(
  tx: Queryable,
  schema: string,
  model: string,
  among?: { refs: readonly string[]; ends: 'one' | 'both' },
): Promise<(Link & { made: string | null })[]> {
  const wanted = (column: Sql) => sql`${column} = any(${among?.refs ?? []}::text[])`;
  const [a, b] = [wanted(ident('a')), wanted(ident('b'))];
  const condition = among === undefined ? sql`true` : among.ends === 'both' ? sql`${a} and ${b}` : sql`(${a} or ${b})`;
  return rows<Link & { made: string | null }>(
    tx,
    sql`
      select a, b, same, made
      from ${ident(schema, 'link')}
      where model = ${model} and ${condition}
      order by a, b`,
  );
}

const viewColumns = sql`a, b, same, made, decided_by as by, note, ${isoTime(sql`decided_at`)} as at`;

/** Remembers decisions, in place of earlier ones about the same two, each about another pair; the next run follows them. */
export async function saveLinks(
  tx: Queryable,
  schema: string,
  model: string,
  links: readonly Link[],
  { made, by, note }: LinkNote = {},
): Promise<LinkView[]> {
  if (links.length === 0) return [];
  const pairs = links.map(ordered);
  const saved = await rows<LinkView>(
    tx,
    sql`
      insert into ${ident(schema, 'link')} (model, a, b, same, made, decided_by, note)
      select ${model}::text, a, b, same, ${made ?? null}::text, ${by ?? null}::text, ${note ?? null}::text
      from unnest(${pairs.map(([a]) => a)}::text[], ${pairs.map(([, b]) => b)}::text[],
        ${links.map(({ same }) => same)}::boolean[]) as decided (a, b, same)
      on conflict (model, a, b) do update
      set same = excluded.same, made = excluded.made, decided_by = excluded.decided_by, note = excluded.note,
        decided_at = now()
      returning ${viewColumns}`,
  );
  await lookAgain(tx, schema, model, pairs.flat());
  return saved;
}

/** What somebody decided about two records; undefined when nobody did. */
export function findLink(
  db: Queryable,
  schema: string,
  model: string,
  pair: Pick<Link, 'a' | 'b'>,
): Promise<LinkView | undefined> {
  const [a, b] = ordered(pair);
  return first<LinkView>(
    db,
    sql`
      select ${viewColumns}
      from ${ident(schema, 'link')}
      where model = ${model} and a = ${a} and b = ${b}`,
  );
}

/** A model's decisions in order of their records, after a pair; those about `ref` alone where it is given. */
export function listLinks(
  db: Queryable,
  schema: string,
  model: string,
  { after, limit, ref }: { after?: readonly [a: string, b: string]; limit: number; ref?: string },
): Promise<LinkView[]> {
  return rows<LinkView>(
    db,
    sql`
      select ${viewColumns}
      from ${ident(schema, 'link')}
      where model = ${model} ${after ? sql`and (a, b) > (${after[0]}, ${after[1]})` : empty}
        ${ref === undefined ? empty : sql`and (a = ${ref} or b = ${ref})`}
      order by a, b
      limit ${limit}`,
  );
}

/** Links between a record that a program made by exporting a unified record, and the records of that; by any of either. */
export function exportLinks(
  db: Queryable,
  schema: string,
  model: string,
  refs: readonly string[],
): Promise<{ made: string; from: string }[]> {
  return rows<{ made: string; from: string }>(
    db,
    sql`
      select made, case when made = a then b else a end as "from"
      from ${ident(schema, 'link')}
      where model = ${model} and made is not null and (a = any(${refs}::text[]) or b = any(${refs}::text[]))
      order by made, "from"`,
  );
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

/** What people and programs have decided, as far as a run has to ask for it. */
export interface Heeded {
  /** Records that {@link lookAgain} was told of, taken so that no other run does. */
  again: string[];
  /** Whether there are links at all; most models have none. */
  links: boolean;
  /** Whether there may be pins. */
  pins: boolean;
  /** Whether the model's edges have the index of {@link indexReview}: tables made before there was one have not. */
  reviewIndex: boolean;
}

export async function takeDecisions(tx: Queryable, schema: string, model: string): Promise<Heeded> {
  const [heeded] = await rows<Heeded>(
    tx,
    sql`
      with taken as (
        delete from ${ident(schema, 'unify_again')}
        where model = ${model}
        returning ref
      )
      select coalesce((select array_agg(ref) from taken), '{}') as again,
        exists (select from ${ident(schema, 'link')} where model = ${model}) as links,
        to_regclass(${ident(schema, 'pin').toQuery().text}) is not null as pins,
        exists (
          select
          from pg_index
          where indrelid = to_regclass(${modelTables(schema, model).edge.toQuery().text}) and indpred is not null
        ) as "reviewIndex"`,
  );
  return { ...heeded!, again: heeded!.again.sort(compareText) };
}

/** The two refs in the order in which a link names them. */
export const ordered = ({ a, b }: Pick<Link, 'a' | 'b'>): [string, string] => (a < b ? [a, b] : [b, a]);
