/** The thread that learns a full run's weights, see train-beside.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import { finish } from '../../linkage/steps.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { Answered, Asked } from './side-thread.ts';
import { learnFrom } from './learn-from.ts';

const model = workerData as UnifiedModel;

parentPort!.on('message', ({ number, job }: Asked<readonly string[]>) => {
  parentPort!.postMessage({ number, answer: finish(learnFrom(model, job)) } satisfies Answered<LinkageWeights>);
});
