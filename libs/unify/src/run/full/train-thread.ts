/** The thread that learns a full run's weights, see train-beside.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import { finish } from '../../linkage/steps.ts';
import { trainInSteps } from '../../linkage/train-linkage.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { type DrawnTexts, lessonFrom } from './lesson-from.ts';
import type { Said } from './side-thread.ts';

const model = workerData as UnifiedModel;

parentPort!.on('message', ({ number, job }: { number: number; job: DrawnTexts }) => {
  const lesson = lessonFrom(model, job);
  parentPort!.postMessage({ number, part: lesson.words } satisfies Said<LinkageWeights, LinkageWeights['words']>);
  const answer = finish(trainInSteps(model, lesson));
  parentPort!.postMessage({ number, answer } satisfies Said<LinkageWeights, LinkageWeights['words']>);
});
