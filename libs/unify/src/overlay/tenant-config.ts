import { type Queryable, readOvert, type Tenant } from '@app/snapshot-core';
import { isObject, type Written } from './written.ts';

/** The document in which a tenant lays its own mappings and rules over the models. */
export const CONFIG_DOCUMENT = 'config.json';

/**
 * What the tenant's config.json says of each model, by name. Anything else in it is the tenant's own business. Empty when
 * there is no such document, or it says nothing of models.
 */
export async function readOverlays(db: Queryable, tenant: Pick<Tenant, 'schemaName'>): Promise<Written> {
  const text = await readOvert(db, tenant, CONFIG_DOCUMENT);
  return text === undefined ? {} : overlaysIn(text);
}

/** The same of a document's text, which is JSON. */
export function overlaysIn(text: string): Written {
  const config: unknown = JSON.parse(text);
  return isObject(config) && isObject(config.models) ? config.models : {};
}
