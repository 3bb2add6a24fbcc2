import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import { openLinkage } from '../../linkage/open-linkage.ts';
import type { Steps } from '../../linkage/steps.ts';
import { type KeyChunk, keysOfRecords } from './keys-of-records.ts';
import type { KeyGroups } from './key-groups.ts';
import { type PairChunk, scorePairs } from './score-pairs.ts';
import { type SharedRows, shareRows, SketchRows } from './sketch-rows.ts';
import { type KeysToSort, type SortedPart, sortPart } from './sort-part.ts';
import type { Scoring, Workplace } from './workplace.ts';

/** Work on all records or keys, done in chunks; whose turn it is says a number that threads share. */
export type Task =
  | { readonly what: 'keys'; readonly chunks: number }
  | { readonly what: 'parts'; readonly chunks: number; readonly keys: KeysToSort }
  | {
      readonly what: 'pairs';
      readonly chunks: number;
      readonly groups: KeyGroups;
      readonly rows: SharedRows;
      readonly weights: LinkageWeights;
    };

/** What a chunk of each task gives. */
export interface ChunkOf {
  keys: KeyChunk;
  parts: SortedPart;
  pairs: PairChunk;
}

/** Records of a chunk: some 20 milliseconds. */
const CHUNK = 500;

export const chunksOf = (length: number): number => Math.ceil(length / CHUNK);

/** To be called before a task's first chunk. */
export function beginTask(place: Workplace, task: Task): void {
  if (task.what === 'pairs') place.scoring = scoringOf(place, task.rows, task.weights);
}

/** To be called after the last chunk that a thread does of it. */
export function endTask(place: Workplace, task: Task): void {
  if (task.what === 'keys') place.keys.release();
}

/** What it takes to score pairs. */
export function scoringOf(place: Workplace, shared: SharedRows, weights: LinkageWeights): Scoring {
  const linkage = openLinkage(place.model, weights);
  const { comparisons, prepareValues } = linkage;
  return { linkage, rows: new SketchRows(shared, { comparisons, prepareValues, projection: place.projection }) };
}

/** Puts the rows of all records together. */
export const shareChunks = (chunks: readonly KeyChunk[]): SharedRows => shareRows(chunks, CHUNK);

/** Does one chunk; the answer depends on nothing else, whichever thread gives it. */
export function workChunk(place: Workplace, task: Task, chunk: number): Steps<ChunkOf[Task['what']]> {
  if (task.what === 'parts') return sortPart(task.keys, chunk, task.chunks);
  const from = chunk * CHUNK;
  if (task.what === 'keys') return keysOfRecords(place, from, Math.min(from + CHUNK, place.records));
  return scorePairs(place, task.groups, from, Math.min(from + CHUNK, place.records));
}
