import { type Database, type Tenant, transaction, WeftError } from '@app/snapshot-core';
import type { UnifiedModel } from '../model/unified-model.ts';
import { modelFor } from '../overlay/model-for.ts';
import { forgetLink, type LinkNote, listLinks, type LinkView, ordered, readLinks, saveLinks } from '../store/links.ts';
import { modelTables } from '../store/model-tables.ts';
import { createUnifyTables, hasUnifyTables } from '../store/unify-tables.ts';
import { absentRecords } from './absent-records.ts';
import { chainOf } from './link-chains.ts';
import { type MergedAway, throughMerges, toldMerges } from './merged-away.ts';
import { recordOfModel } from './record-of-model.ts';

/** Two records of a model, `integration.stream:key` each. */
export interface RecordPair {
  model: string;
  a: string;
  b: string;
}

/** A decision, and those of the two that were named by a key which their source has merged away: it holds for the other record. */
export interface Decided extends LinkView {
  merged: MergedAway[];
  /** Those that the tenant does not have now. */
  absent: string[];
}

/**
 * Remembers that two records are, or are not, one entity. It outlives any recompute and is followed by the next run; a
 * record that is not there yet is linked as soon as it comes. An earlier decision about the same two is replaced.
 *
 * @throws WeftError `unknown_model`; `invalid` when a text names no record of the model, or both the same one; `conflict` when
 *   other decisions already say the contrary of the two, or their source has merged them into one
 */
export async function decideLink(
  db: Database,
  tenant: Tenant,
  { model: name, ...pair }: RecordPair,
  same: boolean,
  about: LinkNote = {},
): Promise<Decided> {
  const { model } = await modelFor(db.pool, tenant, name);
  const { a, b, merged } = await namedRecords(db, tenant, model, pair);
  if (a === b && merged.length > 0) {
    throw new WeftError(
      'conflict',
      `tenant "${tenant.name}": the two are one record, since ${toldMerges(merged)}`,
      'There is nothing to decide about them here; what is wrong there can only be put right there.',
    );
  }
  if (a === b) {
    throw new WeftError('invalid', `tenant "${tenant.name}": ${a} is given twice`, 'Name two different records.');
  }
  const absent = await absentRecords(db.pool, tenant, [a, b]);
  return transaction(db.pool, async (tx) => {
    await createUnifyTables(tx, tenant.schemaName);
    await refuseContradiction(tenant, { model: name, a, b }, same, (refs) =>
      readLinks(tx, tenant.schemaName, name, { refs, ends: 'one' }),
    );
    const [saved] = await saveLinks(tx, tenant.schemaName, name, [{ a, b, same }], about);
    return { ...saved!, merged, absent };
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
): Promise<{ merged: MergedAway[] }> {
  const { model } = await modelFor(db.pool, tenant, name);
  const { a, b, merged } = await namedRecords(db, tenant, model, pair);
  const forgotten = await transaction(db.pool, async (tx) => {
    await createUnifyTables(tx, tenant.schemaName);
    return forgetLink(tx, tenant.schemaName, name, { a, b });
  });
  if (forgotten) return { merged };
  throw new WeftError(
    'unknown_record',
    `tenant "${tenant.name}": nothing was decided about ${a} and ${b} in the model "${name}"`,
    'The list of links shows what was.',
  );
}

/** The two records in the order of links, through the merges of their sources. */
async function namedRecords(db: Database, tenant: Tenant, model: UnifiedModel, pair: { a: string; b: string }) {
  const named = [pair.a, pair.b].map((text) => recordOfModel(tenant, model, text));
  const isUnified = await hasUnifyTables(db.pool, tenant.schemaName, model.name);
  const tables = isUnified ? modelTables(tenant.schemaName, model.name) : undefined;
  const { refs, merged } = await throughMerges(db.pool, tenant.schemaName, model.name, tables, named);
  const [a, b] = ordered({ a: refs[0]!, b: refs[1]! });
  return { a, b, merged };
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
