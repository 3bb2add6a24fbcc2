import type { Command } from 'commander';

/** A module that adds commands to the program. */
interface CommandModule {
  /** Of the commands that it adds. */
  names: readonly string[];
  load: () => Promise<(program: Command) => void>;
}

/** Every command of `weft` and where it is, in the order in which the help lists them. */
export const commandModules: readonly CommandModule[] = [
  { names: ['demo'], load: async () => (await import('./commands/demo.ts')).registerDemo },
  { names: ['up'], load: async () => (await import('./commands/up.ts')).registerUp },
  { names: ['doctor'], load: async () => (await import('./commands/doctor.ts')).registerDoctor },
  { names: ['init'], load: async () => (await import('./commands/init.ts')).registerInit },
  { names: ['apply'], load: async () => (await import('./commands/apply.ts')).registerApply },
  { names: ['ingest'], load: async () => (await import('./commands/ingest.ts')).registerIngest },
  { names: ['sync'], load: async () => (await import('./commands/sync.ts')).registerSync },
  { names: ['unify'], load: async () => (await import('./commands/unify.ts')).registerUnify },
  { names: ['records'], load: async () => (await import('./commands/records.ts')).registerRecords },
  { names: ['unified'], load: async () => (await import('./commands/unified.ts')).registerUnified },
  { names: ['history'], load: async () => (await import('./commands/history.ts')).registerHistory },
  { names: ['changes'], load: async () => (await import('./commands/changes.ts')).registerChanges },
  { names: ['digest'], load: async () => (await import('./commands/digest.ts')).registerDigest },
  { names: ['typed-view'], load: async () => (await import('./commands/typed-view.ts')).registerTypedView },
  { names: ['runs'], load: async () => (await import('./commands/runs.ts')).registerRuns },
  { names: ['run'], load: async () => (await import('./commands/run.ts')).registerRun },
  { names: ['rejects'], load: async () => (await import('./commands/rejects.ts')).registerRejects },
  { names: ['held'], load: async () => (await import('./commands/held.ts')).registerHeld },
  { names: ['approve'], load: async () => (await import('./commands/approve.ts')).registerApprove },
  { names: ['reject'], load: async () => (await import('./commands/reject.ts')).registerReject },
  { names: ['revert'], load: async () => (await import('./commands/revert.ts')).registerRevert },
  { names: ['why'], load: async () => (await import('./commands/why.ts')).registerWhy },
  { names: ['review'], load: async () => (await import('./commands/review.ts')).registerReview },
  { names: ['link', 'links'], load: async () => (await import('./commands/link.ts')).registerLink },
  { names: ['pin', 'pins'], load: async () => (await import('./commands/pin.ts')).registerPin },
  { names: ['remote-ids'], load: async () => (await import('./commands/remote-ids.ts')).registerRemoteIds },
  { names: ['train'], load: async () => (await import('./commands/train.ts')).registerTrain },
  { names: ['evaluate'], load: async () => (await import('./commands/evaluate.ts')).registerEvaluate },
  { names: ['tenants'], load: async () => (await import('./commands/tenants.ts')).registerTenants },
  { names: ['documents'], load: async () => (await import('./commands/documents.ts')).registerDocuments },
  { names: ['keys'], load: async () => (await import('./commands/keys.ts')).registerKeys },
  { names: ['prune'], load: async () => (await import('./commands/prune.ts')).registerPrune },
];
