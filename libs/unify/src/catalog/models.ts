import {
  type Database,
  empty,
  execute,
  first,
  ident,
  type Queryable,
  rows,
  sql,
  type Tenant,
} from '@app/snapshot-core';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Written } from '../overlay/written.ts';
import { unknownModel } from './unknown-model.ts';
import { writtenForm } from './written-form.ts';

/** A model of the catalog, and which version of it that is. */
export interface StoredModel {
  model: UnifiedModel;
  /** From 1; counts up whenever the definition changes. */
  version: number;
  /** As it is written in weft.yaml. */
  written: Written;
}

/**
 * The models of the catalog, by name, each in its latest version.
 * @param related only those that may have relations or roll-ups for this tenant, whose documents may give a model some
 */
export async function listStoredModels(
  db: Queryable,
  { related }: { related?: Pick<Tenant, 'schemaName'> } = {},
): Promise<StoredModel[]> {
  const document = related && ident(related.schemaName, 'document').toQuery().text;
  const found = await rows<StoredRow>(
    db,
    sql`
      select model, version, written
      from (
        select distinct on (name) name, definition as model, version, written
        from weft.model_version
        order by name, version desc
      ) as latest
      ${document === undefined ? empty : sql`where model ?| '{relations,rollups}' or to_regclass(${document}) is not null`}
      order by name`,
  );
  return found.map(storedModel);
}

/** The same, without what tells of their versions; a model comes after those that its relations lead to. */
export async function listModels(db: Database): Promise<UnifiedModel[]> {
  return inOrderOfRelations((await listStoredModels(db.pool)).map(({ model }) => model));
}

/** Models after those that their relations lead to, so that these are there when they are asked for; else as given. */
function inOrderOfRelations(models: readonly UnifiedModel[]): UnifiedModel[] {
  const ordered = new Set<UnifiedModel>();
  const visit = (model: UnifiedModel, above: readonly UnifiedModel[]): void => {
    if (ordered.has(model) || above.includes(model)) return; // relations may lead in a circle
    const targets = new Set(Object.values(model.relations ?? {}).map(({ to }) => to));
    for (const target of models) if (targets.has(target.name)) visit(target, [...above, model]);
    ordered.add(model);
  };
  for (const model of models) visit(model, []);
  return [...ordered];
}

/** @throws WeftError `unknown_model` */
export async function getModel(db: Database, name: string): Promise<UnifiedModel> {
  const found = await findModel(db.pool, name);
  if (found) return found.model;
  throw await unknownModel(db.pool, name);
}

/** The latest version of a model; undefined when there is none. */
export async function findModel(db: Queryable, name: string): Promise<StoredModel | undefined> {
  const found = await first<StoredRow>(
    db,
    sql`
      select definition as model, version, written
      from weft.model_version
      where name = ${name}
      order by version desc
      limit 1`,
  );
  return found && storedModel(found);
}

type StoredRow = Omit<StoredModel, 'written'> & { written: Written | null };

const storedModel = (row: StoredRow): StoredModel => ({ ...row, written: row.written ?? writtenForm(row.model) });

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
