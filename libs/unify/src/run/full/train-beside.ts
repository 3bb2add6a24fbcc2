import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { Pace } from '../pace.ts';
import { awaitPaced } from './await-paced.ts';
import type { DrawnTexts } from './lesson-from.ts';
import { SideThread } from './side-thread.ts';
// Nothing of it, which is what brings the thread's file into a build.
import type {} from './train-thread.ts';

/** Learning from 20,000 records holds some 250 MB. */
const MOST_MEGABYTES = 512;

type Words = LinkageWeights['words'];

/** Weights that a thread is learning. */
export interface Learning {
  /** Those that the weights will have; undefined where the thread could not start, or ran out of memory. */
  readonly words: Words | undefined;
  /** Undefined likewise. */
  readonly weights: Promise<LinkageWeights | undefined>;
  /** Ends the thread. */
  close(): Promise<void>;
}

/**
 * Has a thread learn the weights, and waits for the words of them: what it leaves behind is given back with it, where this
 * thread's heap would keep hundreds of megabytes to the end of the run.
 */
export async function trainBeside(model: UnifiedModel, drawn: DrawnTexts, pace: Pace): Promise<Learning> {
  const file = new URL(import.meta.url.replace(/train-beside(?=\.[a-z]+$)/, 'train-thread'));
  const thread = new SideThread<DrawnTexts, LinkageWeights, Words>(file, model, MOST_MEGABYTES);
  const close = () => thread.close();
  try {
    let told: (words: Words) => void;
    const first = new Promise<Words>((resolve) => (told = resolve));
    const weights = thread.ask(drawn, (words) => told(words)).finally(close);
    const words = await awaitPaced(Promise.race([first, weights.then(() => undefined)]), pace);
    return { words, weights, close };
  } catch (error) {
    await close();
    throw error;
  }
}
