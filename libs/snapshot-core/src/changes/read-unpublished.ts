import type { PoolClient } from 'pg';
import type { Tenant } from '../catalog/tenant.entity.ts';
import { rows } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import { readChains } from './chain.ts';
import type { ChangeOp } from './change.ts';
import { changedRecord, type ChangeView } from './change-view.ts';
import { readLineage } from './lineage.ts';

/** A change that would be made. */
export type ForeseenChange = Omit<ChangeView, 'seq' | 'run' | 'at'>;

/** What a transaction that is still open has written to the feed. */
export interface Unpublished {
  counts: Partial<Record<ChangeOp, number>>;
  /** The first few changes of each kind, in the feed's order. */
  samples: ForeseenChange[];
}

/**
 * Changes of one snapshot behind a sequence number, as the transaction that wrote them sees them: for a plan, which rolls
 * them back. It must have published already: then it holds the feed's lock, and nobody else's changes are among them.
 * @param samples most changes of each kind to show; the counts are of all
 */
export async function readUnpublished(
  tx: PoolClient,
  tenant: Tenant,
  snapshot: SnapshotTable,
  after: number,
  samples: number,
): Promise<Unpublished> {
  const change = ident(tenant.schemaName, 'change');
  const counted = await rows<{ op: ChangeOp; n: number }>(
    tx,
    sql`
      select op, count(*) as n
      from ${change}
      where seq > ${after} and source = ${snapshot.source}
      group by op`,
  );
  const picked = await rows<{ seq: number; key: string }>(
    tx,
    sql`
      with ranked as (
        select seq, key, row_number() over (partition by op order by seq) as place
        from ${change}
        where seq > ${after} and source = ${snapshot.source}
      )
      select seq, key
      from ranked
      where place <= ${samples}
      order by seq`,
  );
  const chains = await readChains(
    tx,
    snapshot,
    picked.map(({ key }) => key),
    after + 1,
  );
  const wanted = picked.map(({ seq }) => seq);
  const lineage = await readLineage(tx, tenant.schemaName, wanted);
  const links = new Map([...chains.values()].flat().map((link) => [link.seq, link]));
  return {
    counts: Object.fromEntries(counted.map(({ op, n }) => [op, n])),
    samples: wanted.map((seq) => ({ ...changedRecord(links.get(seq)!, snapshot), ...lineage.get(seq) })),
  };
}
