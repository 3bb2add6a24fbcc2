import type { Linkage } from '../../linkage/linkage.ts';
import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import { openLinkage } from '../../linkage/open-linkage.ts';
import type { Steps } from '../../linkage/steps.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { Projection } from '../../project/project-record.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { KeyBlocks } from './key-blocks.ts';
import { type KeyChunk, keysOfRecords } from './keys-of-records.ts';
import type { KeyGroups } from './key-groups.ts';
import { RowWriter } from './row-writer.ts';
import { type PairChunk, scorePairs } from './score-pairs.ts';
import { type SharedTexts, textReader } from './text-list.ts';
import { type SharedRows, shareRows, SketchRows } from './sketch-rows.ts';

/** All that comparing records takes, in a form that goes from thread to thread. */
export interface PoolWork {
  readonly model: UnifiedModel;
  readonly weights: LinkageWeights;
  readonly projections: SharedTexts;
}

/** Records and their linkage, as one thread has them. */
export interface Workplace {
  readonly linkage: Linkage;
  readonly records: number;
  readonly projection: (record: number) => Projection;
  readonly keys: KeyBlocks;
  readonly rowWriter: RowWriter;
  /** Once all rows are written. */
  rows: SketchRows | undefined;
}

/** Work on all records or values, done in chunks; whose turn it is says a number that threads share. */
export type Task =
  | { readonly what: 'keys'; readonly chunks: number }
  | { readonly what: 'pairs'; readonly chunks: number; readonly groups: KeyGroups; readonly rows: SharedRows };

/** What a chunk of each task gives. */
export interface ChunkOf {
  keys: KeyChunk;
  pairs: PairChunk;
}

/** Records of a chunk: some 20 milliseconds. */
const CHUNK = 500;

export const chunksOf = (length: number): number => Math.ceil(length / CHUNK);

export function openWorkplace({ model, weights, projections }: PoolWork): Workplace {
  const linkage = openLinkage(model, weights);
  const text = textReader(projections);
  const projection = (record: number): Projection => parseProjection(model, text(record));
  return {
    linkage,
    records: projections.sizes.length,
    projection,
    keys: new KeyBlocks(),
    rowWriter: new RowWriter(linkage.comparisons),
    rows: undefined,
  };
}

/** To be called before a task's first chunk. */
export function beginTask(place: Workplace, task: Task): void {
  if (task.what === 'keys') return;
  place.keys.release();
  const { comparisons, prepareValues } = place.linkage;
  place.rows = new SketchRows(task.rows, { comparisons, prepareValues, projection: place.projection });
}

/** Puts the rows of all records together. */
export const shareChunks = (chunks: readonly KeyChunk[]): SharedRows => shareRows(chunks, CHUNK);

/** Does one chunk; the answer depends on nothing else, whichever thread gives it. */
export function workChunk(place: Workplace, task: Task, chunk: number): Steps<KeyChunk | PairChunk> {
  const from = chunk * CHUNK;
  if (task.what === 'keys') return keysOfRecords(place, from, Math.min(from + CHUNK, place.records));
  return scorePairs(place, task.groups, from, Math.min(from + CHUNK, place.records));
}
