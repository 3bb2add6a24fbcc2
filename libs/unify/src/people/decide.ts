import { type Database, type Tenant, transaction, WeftError } from '@app/snapshot-core';
import { modelFor } from '../overlay/model-for.ts';
import { forgetLink, type LinkNote, listLinks, type LinkView, ordered, readLinks, saveLinks } from '../store/links.ts';
import { createUnifyTables, hasUnifyTables } from '../store/unify-tables.ts';
import { chainOf } from './link-chains.ts';
import { recordOfModel } from './record-of-model.ts';

/** Two records of a model, `integration.stream:key` each. */
export interface RecordPair {
  model: string;
  a: string;
  b: string;
}

/**
 * Remembers that two records are, or are not, one entity. It outlives any recompute and is followed by the next run; a
 * record that is not there yet is linked as soon as it comes. An earlier decision about the same two is replaced.
 *
 * @throws WeftError `unknown_model`; `invalid` when a text names no record of the model, or both the same one; `conflict` when
 *   other decisions already say the contrary of the two
 */
export async function decideLink(
  db: Database,
  tenant: Tenant,
  { model: name, ...pair }: RecordPair,
  same: boolean,
  about: LinkNote = {},
): Promise<LinkView> {
  const { model } = await modelFor(db.pool, tenant, name);
  const [a, b] = ordered({ a: recordOfModel(tenant, model, pair.a), b: recordOfModel(tenant, model, pair.b) });
  if (a === b) {
    throw new WeftError('invalid', `tenant "${tenant.name}": ${a} is given twice`, 'Name two different records.');
  }
  return transaction(db.pool, async (tx) => {
    await createUnifyTables(tx, tenant.schemaName);
    await refuseContradiction(tenant, { model: name, a, b }, same, (refs) =>
      readLinks(tx, tenant.schemaName, name, { refs, ends: 'one' }),
    );
    const [saved] = await saveLinks(tx, tenant.schemaName, name, [{ a, b, same }], about);
    return saved!;
  });
}

/**
 * Takes a decision back: the records are again judged by what they say.
 * @throws WeftError `unknown_model`; `invalid`; `unknown_record` when there is no decision about the two
 */
export async function forgetDecision(
  db: Database,
  tenant: Tenant,
  { model: name, ...pair }: RecordPair,
): Promise<void> {
  const { model } = await modelFor(db.pool, tenant, name);
  const [a, b] = ordered({ a: recordOfModel(tenant, model, pair.a), b: recordOfModel(tenant, model, pair.b) });
  const forgotten = await transaction(db.pool, async (tx) => {
    await createUnifyTables(tx, tenant.schemaName);
    return forgetLink(tx, tenant.schemaName, name, { a, b });
  });
  if (forgotten) return;
  throw new WeftError(
    'unknown_record',
    `tenant "${tenant.name}": nothing was decided about ${a} and ${b} in the model "${name}"`,
    'The list of links shows what was.',
  );
}

/** A tenant's decisions about records of a model, in order of the records. @throws WeftError `unknown_model` */
export async function listDecisions(
  db: Database,
  tenant: Tenant,
  name: string,
  page: { after?: readonly [a: string, b: string]; limit: number; ref?: string },
): Promise<LinkView[]> {
  await modelFor(db.pool, tenant, name);
  if (!(await hasUnifyTables(db.pool, tenant.schemaName))) return [];
  return listLinks(db.pool, tenant.schemaName, name, page);
}

/** Decisions chain: who is the same as the same is the same. One that says otherwise would never be followed. */
async function refuseContradiction(
  tenant: Tenant,
  { model, a, b }: RecordPair,
  same: boolean,
  linksOf: Parameters<typeof chainOf>[2],
): Promise<void> {
  const chain = await chainOf(a, b, linksOf, same);
  if (chain === undefined) return;
  throw new WeftError(
    'conflict',
    same
      ? `tenant "${tenant.name}", model "${model}": ${a} and ${b} cannot be the same, since ${chain.join(' and ')} were decided to be different`
      : `tenant "${tenant.name}", model "${model}": ${a} and ${b} cannot be different, since they were decided to be the same by way of ${chain.slice(1, -1).join(', ')}`,
    'Forget the earlier decision first if it was wrong.',
  );
}
