import type { Queryable } from '@app/snapshot-core';
import { followAliases } from '../aliases/alias-table.ts';
import { findMembers, memberRef } from '../store/members.ts';
import type { ModelTables } from '../store/model-tables.ts';

/** A record that somebody named by a key which its source has merged into another's. */
export interface MergedAway {
  /** As it was named. */
  ref: string;
  /** What it is now. */
  into: string;
}

/**
 * What named records are now: one that is no longer there because its source has merged it into another stands for that.
 * @param tables absent before the first run: then nothing was merged yet
 * @returns the refs in the same order, and those that changed
 */
export async function throughMerges(
  tx: Queryable,
  schema: string,
  model: string,
  tables: ModelTables | undefined,
  refs: readonly string[],
): Promise<{ refs: string[]; merged: MergedAway[] }> {
  const there = new Set(tables === undefined ? [] : (await findMembers(tx, tables, [...refs])).map(memberRef));
  const gone = refs.filter((ref) => !there.has(ref));
  const aliases = await followAliases(tx, schema, model, gone);
  const merged = [...new Set(gone)].flatMap((ref) => {
    const into = aliases.get(ref);
    return into === undefined ? [] : [{ ref, into }];
  });
  return { refs: refs.map((ref) => (there.has(ref) ? ref : (aliases.get(ref) ?? ref))), merged };
}

/** `crm.Account:1 was merged into crm.Account:2 by its source`, for each. */
export const toldMerges = (merged: readonly MergedAway[]): string =>
  merged.map(({ ref, into }) => `${ref} was merged into ${into} by its source`).join(' and ');
