import { ident, join, type Queryable, rows, type Sql, sql, type Tenant, unifiedSource } from '@app/snapshot-core';
import { relationsOf, rollupsOf, type UnifiedModel } from '../model/unified-model.ts';
import { SOURCES_COLUMN } from '../run/golden-columns.ts';
import { targetsOf } from './related-ids.ts';

/** What a model's records show of others: ids of those they lead to, or roll-ups of those that lead to them. */
export type RelatedKind = 'relations' | 'rollups';

/** Columns of that kind, in the order in which their values are staged. */
export const relatedColumns = (model: UnifiedModel, kind: RelatedKind): string[] =>
  kind === 'relations' ? relationsOf(model) : rollupsOf(model);

/** Part of the feed: `after` excluded, `upTo` included; what is below `oldest` is not kept any more. */
export interface FeedRange {
  after: number;
  upTo: number;
  oldest: number;
}

/** A change of a unified record, as far as relations ask of it. */
export interface UnifiedChange {
  source: string;
  key: string;
  /** Old values of the fields that changed; null where the record was created. */
  before: Record<string, string | null> | null;
}

/** More changes than this, and everything is looked at: that is quicker. */
const MOST_FOLLOWED = 20_000;

/**
 * Changes that bear on what a model's records show of others: any of its own records, those of others where the records change that they
 * are made of (relations), or what is counted and summed (roll-ups). A customer's new telephone number is none of its invoices' business.
 * @returns undefined when they are too many, or not kept any more
 */
export async function relatedChanges(
  tx: Queryable,
  tenant: Tenant,
  model: UnifiedModel,
  kind: RelatedKind,
  { after, upTo, oldest }: FeedRange,
): Promise<UnifiedChange[] | undefined> {
  if (after + 1 < oldest) return undefined;
  const found = await rows<UnifiedChange>(
    tx,
    sql`
      select source, key, before
      from ${ident(tenant.schemaName, 'change')}
      where seq > ${after} and seq <= ${upTo} and ${bearsOn(model, kind)}
      order by seq
      limit ${MOST_FOLLOWED + 1}`,
  );
  return found.length > MOST_FOLLOWED ? undefined : found;
}

/** Condition on a row of the change log: it bears on the model's relations, or on its roll-ups. */
export function bearsOn(model: UnifiedModel, kind: RelatedKind): Sql {
  const others = kind === 'relations' ? targets(model) : rolledUp(model);
  const conditions = others.map(
    ([other, fields]) => sql`(source = ${unifiedSource(other)} and (before is null or before ?| ${fields}::text[]))`,
  );
  return sql`(${join([sql`source = ${unifiedSource(model.name)}`, ...conditions], ' or ')})`;
}

const targets = (model: UnifiedModel): [model: string, fields: string[]][] =>
  targetsOf(model).map((target) => [target, [SOURCES_COLUMN]]);

const rolledUp = ({ rollups = {} }: UnifiedModel): [model: string, fields: string[]][] =>
  Object.values(rollups).map(({ of, by, sum }) => [of, sum === undefined ? [by] : [by, sum]]);
