import {
  type CountedTable,
  getSnapshotTables,
  ident,
  type Queryable,
  readFeed,
  rows,
  sql,
  type Tenant,
} from '@app/snapshot-core';
import { sourceName } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';

/** Keys of the records of one source that changed in some way. */
export interface ChangedKeys {
  /** `integration.stream` */
  source: string;
  keys: string[];
}

/** The sources of a model that the tenant has, by name. */
export async function sourceTables(
  tx: Queryable,
  tenant: Tenant,
  model: UnifiedModel,
): Promise<Map<string, CountedTable>> {
  const tables = await getSnapshotTables(tx, tenant);
  const wanted = new Set(model.sources.map(sourceName));
  return new Map([...tables].filter(([source]) => wanted.has(source)));
}

/** How far the feed has got, and what it names. */
export interface FeedSince {
  /** Last sequence number given. */
  latest: number;
  /** Records that it names; undefined when that is not asked, or not known any more, or they are too many. */
  changed: ChangedKeys[] | undefined;
}

/**
 * The end of the feed, and the records of these sources that it names behind a sequence number.
 * @param range undefined when only the end is asked for; `most` changes are followed at most
 */
export async function readFeedSince(
  tx: Queryable,
  tenant: Tenant,
  sources: readonly string[],
  range: { after: number; most: number } | undefined,
): Promise<FeedSince> {
  if (range === undefined) return { latest: (await readFeed(tx, tenant)).latest, changed: undefined };
  const { after, most } = range;
  // In one statement: whoever prunes moves the bound before changes go, so that it tells whether all of these were there.
  const found = await rows<{ oldest: number; latest: number; source: string | null; key: string }>(
    tx,
    sql`
      select feed.oldest_seq as oldest, feed.last_seq as latest, named.source, named.key
      from ${ident(tenant.schemaName, 'feed')} feed
      left join lateral (
        select seq, source, key
        from ${ident(tenant.schemaName, 'change')}
        where seq > ${after} and source = any(${sources}::text[])
        order by seq
        limit ${most + 1}
      ) as named on true
      order by named.seq`,
  );
  const { oldest, latest } = found[0]!;
  if (after + 1 < oldest || found.length > most) return { latest, changed: undefined };
  const keys = new Map<string, Set<string>>();
  for (const { source, key } of found) {
    if (source !== null) keys.set(source, (keys.get(source) ?? new Set()).add(key));
  }
  return { latest, changed: [...keys].map(([source, all]) => ({ source, keys: [...all] })) };
}
