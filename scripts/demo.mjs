/**
 * `npm run demo [-- --once]`: sets up what is missing, then plays the sample workspace (`weft demo`). Only parts of Node
 * itself, since nothing else may be there yet.
 */
import { ensureBuilt, ensureInstalled, SetupError } from './setup.mjs';

try {
  ensureInstalled();
  ensureBuilt();
  // In this very process: a signal then has one receiver, and the exit code needs no passing on.
  process.argv.splice(2, 0, 'demo');
  await import('../bin/weft.mjs');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`error: the demo cannot start: ${error.message}. Mend that and run it again.\n`);
  process.exitCode = 1;
}
