import type { Queryable } from '../db/query.ts';
import { unifiedSource } from '../db/names.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import { type RenderedRecord, renderRecord } from '../snapshot/render.ts';
import type { ChangeOp } from './change.ts';
import type { ChainLink } from './chain.ts';
import { readLineage } from './lineage.ts';

/** A change as users see it (CONTRACT, `weft changes --json`). */
export interface ChangeView {
  seq: number;
  run: number;
  source: string;
  key: string;
  op: ChangeOp;
  /** Names of the fields that changed; all that have a value when the record was created or deleted. */
  changed: string[];
  /** Old values of the changed fields; the whole record when it was deleted; null when it was created. */
  before: RenderedRecord | null;
  /** The whole record; null when it was deleted. */
  after: RenderedRecord | null;
  at: string;
  /** Of a unified record that was merged or split: ids that have its sources now, first the one its own resolves to. */
  into?: string[];
  /** Ids of other unified records that some of its sources were part of before. */
  from?: string[];
}

export function changeView(link: ChainLink, snapshot: SnapshotTable): ChangeView {
  return { seq: link.seq, run: link.runId, ...changedRecord(link, snapshot), at: link.at.toISOString() };
}

/** Adds to changes of unified records who took over whose sources. */
export async function withLineage(tx: Queryable, schema: string, views: ChangeView[]): Promise<ChangeView[]> {
  const unified = views.filter(({ source }) => source.startsWith(UNIFIED)).map(({ seq }) => seq);
  const lineage = await readLineage(tx, schema, unified);
  return lineage.size === 0 ? views : views.map((view) => ({ ...view, ...lineage.get(view.seq) }));
}

const UNIFIED = unifiedSource('');

/** The part of a change that says what happened to the record. */
export function changedRecord(
  change: Pick<ChainLink, 'key' | 'op' | 'before' | 'after'>,
  snapshot: SnapshotTable,
): Omit<ChangeView, 'seq' | 'run' | 'at'> {
  const { key, op, before, after } = change;
  const isUpdate = op === 'updated' || op === 'split';
  const values = Object.entries((isUpdate ? before : (after ?? before)) ?? {});
  return {
    source: snapshot.source,
    key,
    op,
    changed: values.filter(([, value]) => isUpdate || value !== null).map(([name]) => name),
    before: before && renderRecord(before, snapshot.columns),
    after: after && renderRecord(after, snapshot.columns),
  };
}
