import { type Database, execute, first, type Queryable, rows, sql, WeftError } from '@app/snapshot-core';
import { sourceName } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Written } from '../overlay/written.ts';
import { writtenForm } from './written-form.ts';

/** A model of the catalog, and which version of it that is. */
export interface StoredModel {
  model: UnifiedModel;
  /** From 1; counts up whenever the definition changes. */
  version: number;
  /** As it is written in weft.yaml. */
  written: Written;
}

/** The models in force, by name. */
export async function listModels(db: Database): Promise<UnifiedModel[]> {
  const found = await rows<{ definition: UnifiedModel }>(
    db.pool,
    sql`
      select distinct on (name) definition
      from weft.model_version
      order by name, version desc`,
  );
  return found.map(({ definition }) => definition);
}

/** The models in force that one of these streams feeds. */
export async function modelsFedBy(
  db: Database,
  streams: readonly { integration: string; stream: string }[],
): Promise<UnifiedModel[]> {
  const names = new Set(streams.map(sourceName));
  return (await listModels(db)).filter(({ sources }) => sources.some((source) => names.has(sourceName(source))));
}

/** @throws WeftError `unknown_model` */
export async function getModel(db: Database, name: string): Promise<UnifiedModel> {
  const found = await findModel(db.pool, name);
  if (found) return found.model;
  throw new WeftError(
    'unknown_model',
    `there is no unified model "${name}"`,
    'Declare it under `models:` in weft.yaml and apply that file, or check the spelling.',
  );
}

/** The version of a model that is in force; undefined when there is none. */
export async function findModel(db: Queryable, name: string): Promise<StoredModel | undefined> {
  const found = await first<Omit<StoredModel, 'written'> & { written: Written | null }>(
    db,
    sql`
      select definition as model, version, written
      from weft.model_version
      where name = ${name}
      order by version desc
      limit 1`,
  );
  return found && { ...found, written: found.written ?? writtenForm(found.model) };
}

/**
 * Puts a definition in force, as a new version if it differs from the one that is. Returns whether it does.
 * @param written the definition as it is written in weft.yaml
 */
export async function saveModel(
  tx: Queryable,
  model: UnifiedModel,
  written: unknown,
): Promise<'created' | 'updated' | 'unchanged'> {
  const known = await first<{ version: number; same: boolean }>(
    tx,
    sql`
      select version, definition = ${JSON.stringify(model)}::jsonb as same
      from weft.model_version
      where name = ${model.name}
      order by version desc
      limit 1`,
  );
  if (known?.same) {
    // What is written can differ where what it means does not; overlays go over the latest form.
    await execute(
      tx,
      sql`
        update weft.model_version
        set written = ${JSON.stringify(written)}::json
        where name = ${model.name} and version = ${known.version}`,
    );
    return 'unchanged';
  }
  await execute(
    tx,
    sql`
      insert into weft.model_version (name, version, definition, written)
      values (${model.name}, ${(known?.version ?? 0) + 1}, ${JSON.stringify(model)}::jsonb,
        ${JSON.stringify(written)}::json)`,
  );
  return known ? 'updated' : 'created';
}
