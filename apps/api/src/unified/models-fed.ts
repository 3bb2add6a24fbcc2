import type { Database } from '@app/snapshot-core';
import { listModels } from '@app/unify';

/** Names of the models that a stream is a source of: they want unification after each of its runs. */
export async function modelsFedBy(db: Database, integration: string, stream: string): Promise<string[]> {
  const models = await listModels(db);
  return models
    .filter(({ sources }) => sources.some((source) => source.integration === integration && source.stream === stream))
    .map(({ name }) => name);
}
