import { snapshotTableOf } from '../../catalog/snapshot-tables.ts';
import { getStream, listStreams, lockStream, saveStream } from '../../catalog/streams.ts';
import type { Tenant } from '../../catalog/tenant.entity.ts';
import type { Database } from '../../db/database.ts';
import { typedView } from '../../db/names.ts';
import { transaction } from '../../db/query.ts';
import { ident } from '../../db/sql.ts';
import { WeftError } from '../../errors.ts';
import { makeTypedView, viewForm } from './typed-view.ts';

/** A typed view and whose it is. */
export interface TypedView {
  integration: string;
  stream: string;
  /** To read by SQL, `"schema"."view"`. */
  view: string;
}

/**
 * Makes the typed views of a tenant's streams, or brings them up to date, also those of streams that have nothing but texts.
 * @param only one stream; undefined for all
 * @throws WeftError `unknown_stream`; `conflict` when something depends on a view in a way that keeps it as it is
 */
export async function makeTypedViews(
  db: Database,
  tenant: Tenant,
  only?: { integration: string; stream: string },
): Promise<TypedView[]> {
  if (only) await getStream(db, tenant, only.integration, only.stream);
  const streams = only ? [only] : await listStreams(db, tenant);
  const views: TypedView[] = [];
  // One transaction each: runs of the other streams go on.
  for (const { integration, stream } of streams) views.push(await makeView(db, tenant, integration, stream));
  return views;
}

function makeView(db: Database, tenant: Tenant, integration: string, name: string): Promise<TypedView> {
  return transaction(db.pool, async (tx) => {
    const stream = await lockStream(tx, tenant, integration, name);
    const snapshot = snapshotTableOf(tenant, stream);
    const reason = await makeTypedView(tx, snapshot);
    if (reason !== undefined) {
      throw new WeftError(
        'conflict',
        `the typed view of ${tenant.name}/${snapshot.source} cannot be brought up to date: ${reason}`,
        'Drop what depends on it, or end what reads it, then try again; the view is as it was.',
      );
    }
    await saveStream(tx, { ...stream, typedView: viewForm(stream.columns) });
    const view = ident(snapshot.schema, typedView(snapshot.table)).toQuery().text;
    return { integration, stream: name, view };
  });
}
