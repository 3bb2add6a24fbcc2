/** Learns weights in a thread and prints them as JSON, see read-beside.ts. */
import { learntWeights } from './learn-weights.ts';

process.stdout.write(JSON.stringify(await learntWeights(0)));
