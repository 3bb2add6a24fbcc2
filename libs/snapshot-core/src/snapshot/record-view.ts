import { renderRecord, type RenderedRecord } from './render.ts';
import type { SnapshotTable } from './snapshot-table.ts';
import type { StoredRecord } from './stored-record.ts';

/** A snapshot record as users see it. */
export interface RecordView {
  key: string;
  data: RenderedRecord;
  /** Null where an earlier state is read and the change that created the record has been pruned. */
  created_seq: number | null;
  changed_seq: number;
}

export function recordView({ key, values, createdSeq, changedSeq }: StoredRecord, snapshot: SnapshotTable): RecordView {
  return {
    key,
    data: renderRecord(values, snapshot.columns),
    created_seq: createdSeq,
    changed_seq: changedSeq,
  };
}
