import { Command } from 'commander';
import { registerApply } from './commands/apply.ts';
import { registerApprove } from './commands/approve.ts';
import { registerChanges } from './commands/changes.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDigest } from './commands/digest.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerEvaluate } from './commands/evaluate.ts';
import { registerHeld } from './commands/held.ts';
import { registerDocuments } from './commands/documents.ts';
import { registerHistory } from './commands/history.ts';
import { registerIngest } from './commands/ingest.ts';
import { registerInit } from './commands/init.ts';
import { registerKeys } from './commands/keys.ts';
import { registerLink } from './commands/link.ts';
import { registerPrune } from './commands/prune.ts';
import { registerRecords } from './commands/records.ts';
import { registerReject } from './commands/reject.ts';
import { registerRejects } from './commands/rejects.ts';
import { registerRevert } from './commands/revert.ts';
import { registerRemoteIds } from './commands/remote-ids.ts';
import { registerPin } from './commands/pin.ts';
import { registerReview } from './commands/review.ts';
import { registerRun } from './commands/run.ts';
import { registerRuns } from './commands/runs.ts';
import { registerSync } from './commands/sync.ts';
import { registerTenants } from './commands/tenants.ts';
import { registerTrain } from './commands/train.ts';
import { registerTypedView } from './commands/typed-view.ts';
import { registerUnified } from './commands/unified.ts';
import { registerUnify } from './commands/unify.ts';
import { registerUp } from './commands/up.ts';
import { registerWhy } from './commands/why.ts';

const exitCodes = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but something is held or was rejected, 130 interrupted.
DATABASE_URL names a Postgres of your own; without it Weft runs one in WEFT_HOME (default ./.weft).`;

/** Every command of `weft`, in the order in which the help lists them. */
export function buildProgram(): Command {
  const program = new Command('weft')
    .description('The system of record for synced SaaS data: snapshots, changes and unified records per tenant.')
    .addHelpText('after', exitCodes)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/([^.?!)])\n$/, '$1.\n')) })
    .showHelpAfterError('See the options with --help.');
  const commands = [
    [registerDemo, registerUp, registerDoctor, registerInit, registerApply],
    [registerIngest, registerSync, registerUnify],
    [registerRecords, registerUnified, registerHistory, registerChanges, registerDigest, registerTypedView],
    [registerRuns, registerRun, registerRejects, registerHeld, registerApprove, registerReject, registerRevert],
    [registerWhy, registerReview, registerLink, registerPin, registerRemoteIds, registerTrain, registerEvaluate],
    [registerTenants, registerDocuments, registerKeys, registerPrune],
  ];
  for (const register of commands.flat()) register(program);
  return program;
}
