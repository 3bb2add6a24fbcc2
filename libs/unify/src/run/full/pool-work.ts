import type { Linkage } from '../../linkage/linkage.ts';
import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import { openLinkage } from '../../linkage/open-linkage.ts';
import type { Steps } from '../../linkage/steps.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { Projection } from '../../project/project-record.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { PreparedCache } from '../prepared-cache.ts';
import { KeyBlocks } from './key-blocks.ts';
import { type KeyChunk, keysOfRecords } from './keys-of-records.ts';
import type { KeyGroups } from './key-groups.ts';
import { type PairChunk, scoreGroups } from './score-groups.ts';
import { type SharedTexts, textReader } from './text-list.ts';

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
  readonly prepared: PreparedCache;
  readonly keys: KeyBlocks;
}

/** Work on all records or values, done in chunks; whose turn it is says a number that threads share. */
export type Task =
  | { readonly what: 'keys'; readonly chunks: number }
  | { readonly what: 'pairs'; readonly chunks: number; readonly groups: KeyGroups };

/** What a chunk of each task gives. */
export interface ChunkOf {
  keys: KeyChunk;
  pairs: PairChunk;
}

/** Records, and values, of a chunk: some 20 milliseconds. */
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
    prepared: new PreparedCache((record) => linkage.prepare(projection(record))),
    keys: new KeyBlocks(),
  };
}

/** Does one chunk; the answer depends on nothing else, whichever thread gives it. */
export function workChunk(place: Workplace, task: Task, chunk: number): Steps<KeyChunk | PairChunk> {
  const from = chunk * CHUNK;
  if (task.what === 'keys') return keysOfRecords(place, from, Math.min(from + CHUNK, place.records));
  return scoreGroups(place, task.groups, from, Math.min(from + CHUNK, task.groups.length));
}
