import { setTimeout as delay } from 'node:timers/promises';
import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { Pace } from '../pace.ts';
import { SideThread } from './side-thread.ts';
// Nothing of it, which is what brings the thread's file into a build.
import type {} from './train-thread.ts';

/** Learning from 20,000 records holds some 250 MB. */
const MOST_MEGABYTES = 512;
/** How long it may take until a run that is to end notices. */
const LOOK_MS = 50;

/**
 * Has a thread learn the weights: what it leaves behind is given back with it, where this thread's heap would keep hundreds of
 * megabytes to the end of the run.
 * @returns undefined where the thread could not start, or ran out of memory
 */
export async function trainBeside(
  model: UnifiedModel,
  texts: readonly string[],
  pace: Pace,
): Promise<LinkageWeights | undefined> {
  const file = new URL(import.meta.url.replace(/train-beside(?=\.[a-z]+$)/, 'train-thread'));
  const thread = new SideThread<readonly string[], LinkageWeights>(file, model, MOST_MEGABYTES);
  try {
    const answer = thread.ask(texts).then((weights) => ({ weights }));
    for (;;) {
      const learnt = await Promise.race([answer, delay(LOOK_MS, undefined)]);
      await pace.pause();
      if (learnt !== undefined) return learnt.weights;
    }
  } finally {
    await thread.close();
  }
}
