import type { PoolClient } from 'pg';
import {
  type CountedTable,
  type Database,
  finishRun,
  ident,
  literal,
  type Published,
  type RunCounts,
  type RunHint,
  type RunLine,
  runTransaction,
  type Sql,
  sql,
  type Tenant,
  unifiedSource,
  WeftError,
} from '@app/snapshot-core';
import { noteAliases } from '../aliases/note-aliases.ts';
import { passIdsOn } from '../aliases/pass-ids-on.ts';
import type { Linkage } from '../linkage/linkage.ts';
import { LINKAGE_FORMAT } from '../linkage/linkage-weights.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { MappingFaults } from '../project/mapping-faults.ts';
import { NORMALISER_VERSION } from '../normalise/normaliser.ts';
import { type ModelInForce, modelFor } from '../overlay/model-for.ts';
import { relateModels } from '../relate/relate-models.ts';
import { firstStoreMembers } from '../store/members.ts';
import { modelTables, putInPlace } from '../store/model-tables.ts';
import { retireIds } from '../store/retired-ids.ts';
import { createUnifyTables, hasFirstStore, leaveFirstStore } from '../store/unify-tables.ts';
import { readState, saveState, saveWeights, STORE_VERSION, type UnifyState } from '../store/unify-state.ts';
import { type ChangedKeys, readFeedSince, sourceTables } from './changed-records.ts';
import { runDelta } from './delta/run-delta.ts';
import { type FullInput, runFull } from './full/run-full.ts';
import { wantsTraining } from './full/weights-for.ts';
import { keptLinkage, knownWeights } from './kept-linkages.ts';
import { Pace, type UnifyProgress } from './pace.ts';
import { publishUnified } from './publish-unified.ts';
import { stopOnAbort } from './stop-on-abort.ts';
import type { Unification } from './unification.ts';
import { openUnifiedTarget, type UnifiedTarget } from './unified-target.ts';

export interface UnifyOptions {
  /** Look at every record rather than at what changed since the last run. Ids and, if nothing changed, the feed stay. */
  full?: boolean;
  /** Called at the beginning of each step and a few times a second. What it throws stops the run. */
  onProgress?: (progress: UnifyProgress) => void;
  /** Stops the run, within a fraction of a second. */
  signal?: AbortSignal;
  /** A value that more records share makes no pairs, however many its kind allows. All runs of a model have to agree. */
  maxHolders?: number;
}

/**
 * Brings a tenant's unified records of one model up to date with its streams: one run, one transaction (DESIGN §6).
 * The first run, and one after a change of the model or of the normalisers, looks at everything, and so does one after very
 * many changes. Runs of one model wait for each other.
 * @returns counts of unified records; `received` is the number of source records that were looked at
 * @throws WeftError when the run failed; nothing of it was written then
 */
export async function runUnify(
  db: Database,
  tenant: Tenant,
  { name }: Pick<UnifiedModel, 'name'>,
  options: UnifyOptions = {},
): Promise<RunLine> {
  const source = unifiedSource(name);
  const run = { tenantId: tenant.id, source, kind: 'unify' as const, merge: null, delivery: null, bytesTotal: null };
  const line = await runTransaction(db, tenant.name, run, (tx, { id, where }) =>
    stopOnAbort(db, tx, where, options.signal, async () => {
      const inForce = await getModelInForce(tx, tenant, name, where);
      const { counts, seq, hints } = await unifyWithin(tx, tenant, inForce, id, options);
      return finishRun(tx, { id, status: 'succeeded', counts, seq, hints });
    }),
  );
  // Records of other models may lead to these, or be led to by them.
  await relateModels(db, tenant);
  return line;
}

/** The work of a unify run within a transaction, for the run itself and for a plan, which rolls it back. */
export async function unifyWithin(
  tx: PoolClient,
  tenant: Tenant,
  inForce: ModelInForce,
  runId: number,
  options: UnifyOptions,
): Promise<{ counts: RunCounts; seq: Published['seq']; target: UnifiedTarget; hints: RunHint[] }> {
  const target = await openUnifiedTarget(tx, tenant, inForce.model);
  await createUnifyTables(tx, tenant.schemaName);
  const faults = new MappingFaults();
  const ends: (() => Promise<void>)[] = [];
  try {
    const unification = await unify(tx, tenant, inForce, options, faults, (close) => ends.push(close));
    const published = await publishUnified(tx, runId, target, inForce.model, unification);
    return { counts: countsOf(unification, published), seq: published.seq, target, hints: faults.hints() };
  } finally {
    for (const close of ends) await close();
  }
}

/**
 * The model in force for the tenant, its overlay applied; should either be replaced meanwhile, the next run finds that and
 * looks at everything.
 */
async function getModelInForce(tx: PoolClient, tenant: Tenant, name: string, where: string): Promise<ModelInForce> {
  try {
    return await modelFor(tx, tenant, name);
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    throw new WeftError(error.code, `${where}: ${error.message}`, error.hint, { cause: error });
  }
}

/** Takes up what happened in the model's streams since the last run, and remembers that it did. */
async function unify(
  tx: PoolClient,
  tenant: Tenant,
  { model, version }: ModelInForce,
  options: UnifyOptions,
  { report }: MappingFaults,
  atEnd: FullInput['atEnd'],
): Promise<Unification> {
  const schema = tenant.schemaName;
  const pace = new Pace(options.signal, options.onProgress);
  const state = await readState(tx, schema, model.name, knownWeights(model));
  const tables = await sourceTables(tx, tenant, model);
  const range = options.full || !state ? undefined : rangeToFollow(version, state);
  const { latest, changed } = await readFeedSince(tx, tenant, [...tables.keys()], range);
  await noteAliases(tx, schema, model, tables, changed, report);
  const from = { schema, model, tables, report, maxHolders: options.maxHolders, atEnd };
  const looked =
    changed && state?.weights
      ? await follow(tx, from, state, changed, pace)
      : await makeAnew(tx, from, version, state, pace);
  const unification = await passIdsOn(tx, schema, model, looked);
  await retireIds(tx, schema, model.name, unification.retired);
  const { nextMember, weights } = unification;
  const made = { version, normaliserVersion: NORMALISER_VERSION, storeVersion: STORE_VERSION };
  await saveState(tx, schema, model.name, { ...made, seq: latest, nextMember });
  if (weights.weights !== state?.weights) await saveWeights(tx, schema, model.name, weights);
  return unification;
}

/** From so many changes on, and more than every tenth record, looking at everything is quicker. */
const MOST_FOLLOWED = { records: 5000, share: 0.1, ever: 50_000 };

/** Where in the feed an incremental run begins; undefined when everything has to be looked at. */
function rangeToFollow(version: string, state: UnifyState): { after: number; most: number } | undefined {
  if (state.version !== version || state.normaliserVersion !== NORMALISER_VERSION) return undefined;
  if (state.storeVersion !== STORE_VERSION || wantsTraining(state, state.nextMember)) return undefined;
  const most = Math.min(Math.max(MOST_FOLLOWED.records, state.nextMember * MOST_FOLLOWED.share), MOST_FOLLOWED.ever);
  return { after: state.seq, most: Math.floor(most) };
}

const capped = (linkage: Linkage, most = Infinity): Linkage => ({
  ...linkage,
  capOf: (kind, hash) => Math.min(linkage.capOf(kind, hash), most),
});

/** What either way to look at records starts from. */
interface From {
  schema: string;
  model: UnifiedModel;
  /** Of the model's sources, by name. */
  tables: ReadonlyMap<string, CountedTable>;
  /** Told of mappings that fail on a record. */
  report: MappingFaults['report'];
  maxHolders: UnifyOptions['maxHolders'];
  atEnd: FullInput['atEnd'];
}

async function follow(
  tx: PoolClient,
  { schema, model, tables, report, maxHolders }: From,
  { weights, weightsMark, weightsTried, nextMember }: UnifyState,
  changed: readonly ChangedKeys[],
  pace: Pace,
): Promise<Unification> {
  const linkage = capped(keptLinkage(model, weightsMark!, weights!), maxHolders);
  const made = await runDelta(tx, { schema, model, snapshots: tables, linkage, changed, nextMember, report }, pace);
  return { ...made, weights: { weights, weightsTried } };
}

async function makeAnew(
  tx: PoolClient,
  { schema, model, tables, report, maxHolders, atEnd }: From,
  version: string,
  state: UnifyState | undefined,
  pace: Pace,
): Promise<Unification> {
  const isFirstStore = state !== undefined && state.storeVersion < 2 && (await hasFirstStore(tx, schema));
  const isKept = state?.version === version && state.weights?.format === LINKAGE_FORMAT;
  const frozen = isKept ? state : { weights: null, weightsTried: 0 };
  const members = previousMembers(schema, model.name, state, isFirstStore);
  const made = await runFull(tx, { schema, model, tables, members, frozen, maxHolders, report, atEnd }, pace);
  if (isFirstStore) await leaveFirstStore(tx, schema, model.name);
  await putInPlace(tx, schema, model.name);
  return made;
}

/** Who was part of which unified record before; undefined where nobody was of any. */
function previousMembers(
  schema: string,
  model: string,
  state: UnifyState | undefined,
  isFirstStore: boolean,
): Sql | undefined {
  if (isFirstStore) return firstStoreMembers(ident(schema, 'member'), literal(model));
  if (state === undefined || state.storeVersion < 2) return undefined;
  return sql`select source, key, unified_id from ${modelTables(schema, model).member}`;
}

function countsOf({ received, clusters }: Unification, published: Published) {
  const { created, updated, deletedByAbsence } = published;
  const unchanged = clusters - created - updated;
  return { received, created, updated, deleted: deletedByAbsence, unchanged, rejected: 0, held: 0 };
}
