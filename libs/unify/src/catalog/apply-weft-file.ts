import { isAbsolute, resolve } from 'node:path';
import {
  type Database,
  listIntegrations,
  listSources,
  parseDeleteLimit,
  parseRejectLimit,
  saveIntegration,
  saveSources,
  type StreamSettings,
  transaction,
} from '@app/snapshot-core';
import type { StreamDeclaration, WeftFile } from '../weft-file/weft-file.ts';
import { saveModel } from './models.ts';

/** What applying a file did with one of the things that it declares. */
export interface AppliedLine {
  what: 'integration' | 'source' | 'model';
  /** Its name; of a source its path pattern. */
  name: string;
  change: 'created' | 'updated' | 'deleted' | 'unchanged';
}

/**
 * Brings the catalog to what a weft.yaml declares, all of it or nothing. Sources that the file does not have are removed;
 * integrations and models stay, since data hangs on them.
 * @param baseDir folder that the sources' patterns are relative to
 * @param options with `plan`, tells what would change and writes nothing
 */
export async function applyWeftFile(
  db: Database,
  file: WeftFile,
  baseDir: string,
  options: { plan?: boolean } = {},
): Promise<AppliedLine[]> {
  const known = { integrations: await listIntegrations(db), sources: await listSources(db) };
  const lines: AppliedLine[] = [];
  const apply = transaction(db.pool, async (tx) => {
    for (const [name, { streams }] of Object.entries(file.integrations)) {
      const definition = { name, streams: settingsOf(streams) };
      const before = known.integrations.find((integration) => integration.name === name);
      lines.push({ what: 'integration', name, change: changeOf(before?.streams, definition.streams) });
      await saveIntegration(tx, definition);
    }
    const sources = file.sources.map(({ kind, pattern, schedule }) => ({
      kind,
      pattern: isAbsolute(pattern) ? pattern : resolve(baseDir, pattern),
      schedule,
    }));
    for (const { pattern, schedule } of sources) {
      const before = known.sources.find((source) => source.pattern === pattern);
      lines.push({ what: 'source', name: pattern, change: changeOf(before?.schedule, schedule) });
    }
    for (const { pattern } of known.sources) {
      if (!sources.some((source) => source.pattern === pattern)) {
        lines.push({ what: 'source', name: pattern, change: 'deleted' });
      }
    }
    await saveSources(tx, sources);
    for (const model of file.models) {
      lines.push({ what: 'model', name: model.name, change: await saveModel(tx, model, file.written[model.name]) });
    }
    if (options.plan) throw new Planned();
  });
  await apply.catch((error: unknown) => {
    if (!(error instanceof Planned)) throw error;
  });
  return lines;
}

/** Rolls a plan's transaction back. */
class Planned extends Error {}

function changeOf(before: unknown, after: unknown): AppliedLine['change'] {
  if (before === undefined) return 'created';
  return canonical(before) === canonical(after) ? 'unchanged' : 'updated';
}

/** JSON with sorted keys: jsonb does not keep their order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function settingsOf(streams: Readonly<Record<string, StreamDeclaration>>): Record<string, Partial<StreamSettings>> {
  return Object.fromEntries(
    Object.entries(streams).map(([name, { key, deleteLimit, rejectLimit, ...declared }]) => [
      name,
      {
        ...declared,
        ...(key === undefined ? {} : { key: key === 'none' ? [] : key }),
        ...(deleteLimit === undefined ? {} : { deleteLimit: parseDeleteLimit(deleteLimit) }),
        ...(rejectLimit === undefined ? {} : { rejectLimit: parseRejectLimit(rejectLimit) }),
      },
    ]),
  ) as Record<string, Partial<StreamSettings>>;
}
