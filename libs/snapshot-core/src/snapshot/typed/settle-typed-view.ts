import type { PoolClient } from 'pg';
import type { StreamRow } from '../../catalog/streams.ts';
import type { RunHint } from '../../catalog/sync-run.entity.ts';
import type { SnapshotTable } from '../snapshot-table.ts';
import { hasTypes, makeTypedView, viewForm } from './typed-view.ts';

/** What a run made of a stream's typed view. */
export interface SettledView {
  /** Its form, for the catalog; null while there is none. */
  typedView: string | null;
  hints: RunHint[];
}

/**
 * Keeps the typed view of a stream in step with its columns, at no cost while they stay the same. It is made as soon as a
 * column has a type other than string (about 1 ms for 20 columns); that of a stream of texts on demand.
 * @param stream as it was before the run
 */
export async function settleTypedView(
  tx: PoolClient,
  stream: StreamRow,
  snapshot: SnapshotTable,
): Promise<SettledView> {
  if (stream.typedView === null && !hasTypes(snapshot.columns)) return { typedView: null, hints: [] };
  const form = viewForm(snapshot.columns);
  if (form === stream.typedView) return { typedView: form, hints: [] };
  const reason = await makeTypedView(tx, snapshot);
  if (reason === undefined) return { typedView: form, hints: [] };
  const message = `the typed view is not up to date with the columns: ${reason}; the next run tries again`;
  return { typedView: stream.typedView, hints: [{ code: 'typed_view', columns: [], message }] };
}
