import { rowsOf } from '@app/snapshot-core';
import type { Steps } from '../../linkage/steps.ts';
import type { ModelSource, UnifiedModel } from '../../model/unified-model.ts';
import type { MappingError } from '../../project/mapping-error.ts';
import { belongs, projectRecord } from '../../project/project-record.ts';
import { projectionText } from '../../store/projection-text.ts';
import { ID_BYTES } from './id-bytes.ts';
import { PackedTexts, type TextPack } from './text-list.ts';

/** What reading the rows of a source takes, in a form that goes from thread to thread. */
export interface RowSource {
  readonly source: ModelSource;
  /** Names of the columns that follow a row's key and the unified id of its member. */
  readonly columns: readonly string[];
}

/** All that projecting takes. */
export interface ReadWork {
  readonly model: UnifiedModel;
  readonly sources: readonly RowSource[];
}

/** Rows for the thread, as COPY gave them. */
export interface Lines {
  /** Place among the sources. */
  readonly source: number;
  readonly lines: Uint8Array;
}

/** Records of some rows that follow each other, projected. */
export interface ProjectedRows {
  readonly keys: TextPack;
  readonly projections: TextPack;
  /** By record: the unified record that it was part of, zeros where it was part of none. */
  readonly ids: Uint8Array;
  /** Ids of records that do not belong to the model any more. */
  readonly dropped: readonly string[];
}

/** Records between two pauses. */
const STEP = 50;

/** @param lines rows as COPY gives them: key, unified id, columns */
export function* projectLines(
  model: UnifiedModel,
  { source, columns }: RowSource,
  lines: Buffer,
  report?: (fault: MappingError) => void,
): Steps<ProjectedRows> {
  const rows = rowsOf(lines);
  const [keys, projections] = [new PackedTexts(), new PackedTexts()];
  const ids = Buffer.alloc(rows.length * ID_BYTES);
  const dropped: string[] = [];
  for (const [at, row] of rows.entries()) {
    const [key, id] = [row[0]!, row[1]!];
    const record: Record<string, string | null> = {};
    for (let i = 0; i < columns.length; i += 1) record[columns[i]!] = row[i + 2]!;
    const projection = projectRecord(model, source, record, { key, report });
    if (belongs(source, projection)) {
      if (id !== null) ids.write(id.replaceAll('-', ''), keys.length * ID_BYTES, 'hex');
      keys.push(key);
      projections.push(projectionText(model, projection));
    } else if (id !== null) dropped.push(id);
    if (at % STEP === STEP - 1) yield;
  }
  return { keys: keys.pack(), projections: projections.pack(), ids: ids.subarray(0, keys.length * ID_BYTES), dropped };
}
