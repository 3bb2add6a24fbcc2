import { LINKAGE_FORMAT, type LinkageWeights } from '../../linkage/linkage-weights.ts';
import { trainInSteps } from '../../linkage/train-linkage.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { UnifyState } from '../../store/unify-state.ts';
import type { Pace } from '../pace.ts';
import { awaitPaced } from './await-paced.ts';
import { drawRecords } from './draw-records.ts';
import { type DrawnTexts, lessonFrom } from './lesson-from.ts';
import type { RecordPool } from './record-pool.ts';
import { trainBeside } from './train-beside.ts';

type Weights = Pick<UnifyState, 'weights' | 'weightsTried'>;

/** Records that weights are learnt from at most. */
const SAMPLE = 20_000;
/** From so many records on a thread learns them, as keys can be made meanwhile. */
const LEAST_BESIDE = 20_000;
/** Where there was too little to learn from, it is tried again once there are twice as many records, and at least these. */
const LEAST_AGAIN = 300;

/**
 * Whether it is time to learn weights: none fit this version of the model, or the default ones are in use and there are many
 * more records than when that was decided. Weights that were learnt stay until the model's version changes.
 */
export function wantsTraining({ weights, weightsTried }: Weights, records: number): boolean {
  if (weights === null || weights.format !== LINKAGE_FORMAT) return true;
  return weights.records === 0 && records >= Math.max(LEAST_AGAIN, 2 * weightsTried);
}

/** Weights that are there, or are being learnt: what keys and sketches of records depend on is there at once. */
export interface ComingWeights {
  readonly words: LinkageWeights['words'];
  /** Whether they are new, and more records are there than they are learnt from. */
  readonly isPartial: boolean;
  /** Whether a thread is still learning them. */
  readonly isLearning: boolean;
  weights(): Promise<Weights>;
  /** To be called when they are not wanted any more, or were given. */
  close(): Promise<void>;
}

/**
 * The weights that are frozen, or new ones where it is time for them.
 * @param least records from which on a thread learns them; by default where it pays
 */
export async function weightsFor(
  model: UnifiedModel,
  pool: RecordPool,
  frozen: Weights,
  pace: Pace,
  least = LEAST_BESIDE,
): Promise<ComingWeights> {
  if (!wantsTraining(frozen, pool.length)) return coming(frozen, false);
  pace.tell('train', 0, Math.min(pool.length, SAMPLE));
  const drawnRecords = drawRecords(pool, SAMPLE, 'low');
  const drawn: DrawnTexts = {
    texts: drawnRecords.map((record) => pool.projections.text(record)),
    sources: drawnRecords.map((record) => pool.source(record)),
  };
  const isPartial = pool.length > SAMPLE;
  const found = (weights: LinkageWeights): Weights => ({ weights, weightsTried: pool.length });
  const beside = pool.length >= least ? await trainBeside(model, drawn, pace) : undefined;
  if (beside?.words === undefined) return coming(found(await trainHere(model, drawn, pace)), isPartial);
  return {
    words: beside.words,
    isPartial,
    isLearning: true,
    weights: async () => found((await awaitPaced(beside.weights, pace)) ?? (await trainHere(model, drawn, pace))),
    close: beside.close,
  };
}

/** Weights that are there. */
const coming = (known: Weights, isPartial: boolean): ComingWeights => ({
  words: known.weights!.words,
  isPartial,
  isLearning: false,
  weights: () => Promise.resolve(known),
  close: () => Promise.resolve(),
});

async function trainHere(model: UnifiedModel, drawn: DrawnTexts, pace: Pace): Promise<LinkageWeights> {
  const steps = trainInSteps(model, lessonFrom(model, drawn));
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (pace.due()) await pace.pause();
  }
}
