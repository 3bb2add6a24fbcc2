import { type Database, empty, ident, rows, sql, type Tenant } from '@app/snapshot-core';
import { readMembers } from '../store/members.ts';
import { FOR_REVIEW } from '../store/model-tables.ts';
import { openUnified } from './open-unified.ts';
import { type Comparison, compareMembers, type RecordSide, sideOf } from './pair-view.ts';

/** A pair of records that is for people to decide. */
export interface ReviewItem extends Comparison {
  model: string;
  /**
   * Why it is asked: `review` (alike, but not enough to match by itself), or why a match was held back: `weak link` (the rest of
   * the two clusters speaks against it), `unique source`, `forbidden`, `too large`.
   */
  reason: string;
  a: RecordSide;
  b: RecordSide;
}

/** Place in the queue: weight, then the two numbers of the pair. */
export type ReviewPosition = readonly [weight: number, a: number, b: number];

/**
 * The pairs of a model that wait for a decision, likeliest first: records of different unified records that look alike and
 * about which nothing was decided yet. Empty while a run under a new version of the model is due.
 * @throws WeftError `unknown_model`, `invalid` as `modelFor`
 */
export async function readReview(
  db: Database,
  tenant: Tenant,
  model: string,
  { after, limit }: { after?: ReviewPosition; limit: number },
): Promise<{ items: ReviewItem[]; positions: ReviewPosition[] }> {
  const unified = await openUnified(db.pool, tenant, model);
  if (!unified) return { items: [], positions: [] };
  const { tables, linkage } = unified;
  const pairs = await rows<{ a: number; b: number; weight: number; reason: string }>(
    db.pool,
    sql`
      select edge.a, edge.b, edge.weight, coalesce(edge.held, 'review') as reason
      from ${tables.edge} edge
      join ${tables.member} a on a.id = edge.a
      join ${tables.member} b on b.id = edge.b
      where ${FOR_REVIEW}
        and a.unified_id is distinct from b.unified_id
        and not exists (
          select
          from ${ident(tenant.schemaName, 'link')} link
          where link.model = ${model}
            and (link.a, link.b) in (
              (a.source || ':' || a.key, b.source || ':' || b.key), (b.source || ':' || b.key, a.source || ':' || a.key)
            )
        )
        ${after ? sql`and (-edge.weight, edge.a, edge.b) > (${-after[0]}::float8, ${after[1]}::integer, ${after[2]}::integer)` : empty}
      order by -edge.weight, edge.a, edge.b
      limit ${limit}`,
  );
  const members = await readMembers(db.pool, tables, [...new Set(pairs.flatMap(({ a, b }) => [a, b]))]);
  const byId = new Map(members.map((member) => [member.id, member]));
  const items = pairs.map(({ a, b, reason }): ReviewItem => {
    const [left, right] = [byId.get(a)!, byId.get(b)!];
    const sides = { a: sideOf(unified.model, left), b: sideOf(unified.model, right) };
    return { model, reason, ...sides, ...compareMembers(unified.model, linkage, left, right) };
  });
  return { items, positions: pairs.map(({ weight, a, b }) => [weight, a, b]) };
}
