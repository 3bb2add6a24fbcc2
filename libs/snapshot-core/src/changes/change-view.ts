import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import { type RenderedRecord, renderRecord } from '../snapshot/render.ts';
import type { ChangeOp } from './change.ts';
import type { ChainLink } from './chain.ts';

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
}

export function changeView(link: ChainLink, snapshot: SnapshotTable): ChangeView {
  return { seq: link.seq, run: link.runId, ...changedRecord(link, snapshot), at: link.at.toISOString() };
}

/** The part of a change that says what happened to the record. */
export function changedRecord(
  change: Pick<ChainLink, 'key' | 'op' | 'before' | 'after'>,
  snapshot: SnapshotTable,
): Omit<ChangeView, 'seq' | 'run' | 'at'> {
  const { key, op, before, after } = change;
  const values = Object.entries((op === 'updated' ? before : (after ?? before)) ?? {});
  return {
    source: snapshot.source,
    key,
    op,
    changed: values.filter(([, value]) => op === 'updated' || value !== null).map(([name]) => name),
    before: before && renderRecord(before, snapshot.columns),
    after: after && renderRecord(after, snapshot.columns),
  };
}
