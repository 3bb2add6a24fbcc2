import {
  type Database,
  listIntegrations,
  prepareQueue,
  type Queryable,
  transaction,
  WeftError,
} from '@app/snapshot-core';
import { parseIntegration, parseWrittenModel } from '../weft-file/parse-weft-file.ts';
import { type AppliedLine, applyIntegrations, applyModel } from './apply-weft-file.ts';
import { findModel } from './models.ts';

/**
 * Puts one model in force, from the form that it has in weft.yaml.
 * @throws WeftFileError with every fault; nothing is stored then
 */
export async function putModel(
  db: Database,
  name: string,
  definition: unknown,
): Promise<Omit<AppliedLine, 'what'> & { version: number }> {
  const { model, written } = parseWrittenModel(name, definition);
  await prepareQueue(db);
  return transaction(db.pool, async (tx) => {
    const { what: _, ...line } = await applyModel(tx, model, written);
    return { ...line, version: (await findModel(tx, name))!.version };
  });
}

/**
 * Declares one integration, from the form that it has in weft.yaml.
 * @throws WeftFileError with every fault; nothing is stored then
 */
export async function putIntegration(
  db: Database,
  name: string,
  definition: unknown,
): Promise<Omit<AppliedLine, 'what'>> {
  const declared = parseIntegration(name, definition);
  const [line] = await transaction(db.pool, (tx) => applyIntegrations(tx, { [name]: declared }));
  return { name, change: line!.change };
}

/** What is declared of an integration. */
export interface IntegrationView {
  name: string;
  /** In the form of weft.yaml. */
  definition: Readonly<Record<string, unknown>>;
}

/** @throws WeftError `unknown_integration` */
export async function readIntegrationView(db: Queryable, name: string): Promise<IntegrationView> {
  const found = (await listIntegrations(db)).find((integration) => integration.name === name);
  if (!found) {
    throw new WeftError(
      'unknown_integration',
      `no integration "${name}" is declared`,
      'Declare it under `integrations:` in weft.yaml, or with PUT /v1/integrations/:name.',
    );
  }
  // Of before its declaration was kept: what is stored is the same but for the form of limits and of an empty key.
  return { name, definition: (found.declared ?? { streams: found.streams }) as IntegrationView['definition'] };
}
