import type { Tenant } from '../catalog/tenant.entity.ts';
import { first, type Queryable } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';

/** What of a tenant's feed is kept: `oldest` is the first sequence number that was not pruned, `latest` the last given. */
export interface FeedBounds {
  oldest: number;
  latest: number;
}

/** First and last sequence number of a tenant's feed. */
export async function readFeed(tx: Queryable, tenant: Pick<Tenant, 'schemaName'>): Promise<FeedBounds> {
  const feed = await first<FeedBounds>(
    tx,
    sql`select oldest_seq as oldest, last_seq as latest from ${ident(tenant.schemaName, 'feed')}`,
  );
  return feed!;
}

/** @throws WeftError `cursor_too_old` when changes behind the cursor have been pruned, `invalid` for one in the future. */
export function checkCursor(tenant: Tenant, after: number, { oldest, latest }: FeedBounds): void {
  if (after + 1 < oldest) {
    throw new WeftError(
      'cursor_too_old',
      `changes of tenant "${tenant.name}" up to ${oldest - 1} have been pruned, the cursor ${after} is behind that`,
      `Start at the oldest that is kept (\`weft changes ${tenant.name} --after ${oldest - 1}\`); or, to miss nothing, read the records ` +
        `as they are at ${latest} (\`weft records\` with --as-of ${latest}) and go on with --after ${latest}.`,
      {
        http: `Read the snapshots as they are at ${latest} (records with as_of=${latest}), then continue with after=${latest}.`,
      },
    );
  }
  if (after > latest) {
    throw new WeftError(
      'invalid',
      `tenant "${tenant.name}" has no change ${after} yet; its latest is ${latest}`,
      'Give a sequence number that `weft changes` has shown, or none to begin with the oldest.',
      { http: 'A cursor is the `next` of an earlier page, or 0 for the beginning.' },
    );
  }
}

/**
 * Every state from just before the oldest kept change to the latest can be told.
 * @throws WeftError `cursor_too_old`, `invalid`
 */
export function checkAsOf(tenant: Tenant, asOf: number, { oldest, latest }: FeedBounds): void {
  if (asOf + 1 < oldest) {
    throw new WeftError(
      'cursor_too_old',
      `the state of tenant "${tenant.name}" as of ${asOf} is not known any more: changes up to ${oldest - 1} have been pruned`,
      `Read as of ${oldest - 1} or later.`,
    );
  }
  if (asOf > latest) {
    throw new WeftError(
      'invalid',
      `tenant "${tenant.name}" has no change ${asOf} yet; its latest is ${latest}`,
      `Read as of ${latest} or earlier; without a sequence number you read the present state.`,
    );
  }
}
