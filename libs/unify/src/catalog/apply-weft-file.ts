import { isAbsolute, resolve } from 'node:path';
import {
  type Database,
  enqueueUnifyForAll,
  listIntegrations,
  listSources,
  prepareQueue,
  type Queryable,
  saveIntegration,
  saveSources,
  transaction,
} from '@app/snapshot-core';
import { sourceName } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { WeftFile } from '../weft-file/weft-file.ts';
import { canonical } from './canonical.ts';
import { findModel, saveModel } from './models.ts';
import { modelWarnings } from './model-warnings.ts';
import { settingsOf } from './stream-settings.ts';

/** What applying a file did with one of the things that it declares. */
export interface AppliedLine {
  what: 'integration' | 'source' | 'model';
  /** Its name; of a source its path pattern. */
  name: string;
  change: Change;
  /** Of a model: tenants whose records are unified anew because of it. */
  tenants?: number;
  /** What is allowed, but looks wrong. */
  warnings?: string[];
}

type Change = 'created' | 'updated' | 'deleted' | 'unchanged';

/**
 * Brings the catalog to what a weft.yaml declares, all of it or nothing, and asks the worker to unify anew what changed models
 * concern. Sources that the file does not have are removed; integrations and models stay, since data hangs on them.
 * @param baseDir folder that the sources' patterns are relative to
 * @param options with `plan`, tells what would change and writes nothing
 */
export async function applyWeftFile(
  db: Database,
  file: WeftFile,
  baseDir: string,
  options: { plan?: boolean } = {},
): Promise<AppliedLine[]> {
  await prepareQueue(db);
  const lines: AppliedLine[] = [];
  const apply = transaction(db.pool, async (tx) => {
    lines.push(...(await applyIntegrations(tx, file.integrations)), ...(await applySources(tx, file.sources, baseDir)));
    // After the integrations, which say what streams there are.
    for (const model of file.models) lines.push(await applyModel(tx, model, file.written[model.name]));
    if (options.plan) throw new Planned();
  });
  await apply.catch((error: unknown) => {
    if (!(error instanceof Planned)) throw error;
  });
  return lines;
}

/** Rolls a plan's transaction back. */
class Planned extends Error {}

/** Declares integrations, in the form that weft.yaml has. */
export async function applyIntegrations(tx: Queryable, integrations: WeftFile['integrations']): Promise<AppliedLine[]> {
  const known = await listIntegrations(tx);
  const lines: AppliedLine[] = [];
  for (const [name, declared] of Object.entries(integrations)) {
    const definition = { name, streams: settingsOf(declared.streams), declared };
    const before = known.find((integration) => integration.name === name);
    lines.push({ what: 'integration', name, change: changeOf(before?.streams, definition.streams) });
    await saveIntegration(tx, definition);
  }
  return lines;
}

async function applySources(tx: Queryable, declared: WeftFile['sources'], baseDir: string): Promise<AppliedLine[]> {
  const known = await listSources(tx);
  const sources = declared.map(({ kind, pattern, schedule }) => ({
    kind,
    pattern: isAbsolute(pattern) ? pattern : resolve(baseDir, pattern),
    schedule,
  }));
  await saveSources(tx, sources);
  const gone = known.filter(({ pattern }) => !sources.some((source) => source.pattern === pattern));
  return [
    ...sources.map(({ pattern, schedule }): AppliedLine => {
      const before = known.find((source) => source.pattern === pattern);
      return { what: 'source', name: pattern, change: changeOf(before?.schedule, schedule) };
    }),
    ...gone.map(({ pattern }): AppliedLine => ({ what: 'source', name: pattern, change: 'deleted' })),
  ];
}

/**
 * Puts a model in force, and asks for unification of every tenant that has records for it, before or after.
 * @param written the definition as it is written in weft.yaml
 */
export async function applyModel(tx: Queryable, model: UnifiedModel, written: unknown): Promise<AppliedLine> {
  const before = await findModel(tx, model.name);
  const change = await saveModel(tx, model, written);
  const warnings = await modelWarnings(tx, model);
  const sources = [...model.sources, ...(before?.model.sources ?? [])].map(sourceName);
  const tenants = change === 'unchanged' ? 0 : await enqueueUnifyForAll(tx, model.name, sources);
  return { what: 'model', name: model.name, change, tenants, ...(warnings.length > 0 && { warnings }) };
}

function changeOf(before: unknown, after: unknown): Change {
  if (before === undefined) return 'created';
  return canonical(before) === canonical(after) ? 'unchanged' : 'updated';
}
