import { type Database, type Tenant, WeftError } from '@app/snapshot-core';
import { edgeBetween } from '../store/edges.ts';
import { findLink, type LinkView } from '../store/links.ts';
import { ENOUGH, strengthOf } from '../match/shared-values.ts';
import { findMembers, type Member, memberRef } from '../store/members.ts';
import { holdersOf } from '../store/match-keys.ts';
import { hashText } from '../store/key-hash.ts';
import { parseProjection } from '../store/projection-text.ts';
import { type MergedAway, throughMerges, toldMerges } from './merged-away.ts';
import { notYet } from './not-yet.ts';
import { openUnified, type Unified } from './open-unified.ts';
import { type Comparison, compareMembers, type RecordSide, sideOf } from './pair-view.ts';
import { type RecordPair } from './decide.ts';
import { recordOfModel } from './record-of-model.ts';
import { sharedPath } from './shared-path.ts';
import { type Turn, turnsOf } from './turns-of.ts';

/** Why two records are, or are not, one unified record. */
export interface PairExplanation extends Comparison {
  model: string;
  a: RecordSide;
  b: RecordSide;
  /** Whether the two are part of one unified record now. */
  together: boolean;
  /** In one sentence: what decided it. */
  verdict: string;
  /** Weight from which on a pair is matched by itself, and from which on it is shown to people. */
  thresholds: { auto: number; review: number };
  /** What somebody decided about the two; null when nobody did. */
  link: LinkView | null;
  /** Kinds of the match keys that both hold. Without one that is not generic, or two that are weak, they were never compared. */
  shared_keys: { kind: string; generic: boolean; weak: boolean }[];
  /** If they are together: the records by which they are connected, from `a` to `b`. */
  path: string[];
  /** Why a match of the two was held back when records were clustered; null where none was. */
  held: string | null;
  /** What would have decided otherwise. */
  otherwise: Turn[];
  /** Those of the two that were named by a key which their source has merged away: what is told is of the other record. */
  merged: MergedAway[];
}

/**
 * Explains any two records of a model, whether they match or not, as the last run saw them.
 * @throws WeftError `unknown_model`; `invalid` when a text names no record of the model; `unknown_record` when a record was
 *   not there at the last run; `conflict` when no run was made under the model as it is now
 */
export async function explainPair(db: Database, tenant: Tenant, pair: RecordPair): Promise<PairExplanation> {
  const unified = await openUnified(db.pool, tenant, pair.model);
  if (!unified?.hasKeys) throw notYet(tenant, pair.model);
  const { model, linkage, tables } = unified;
  const named = [pair.a, pair.b].map((text) => recordOfModel(tenant, model, text));
  const { refs, merged } = await throughMerges(db.pool, tenant.schemaName, pair.model, tables, named);
  const found = new Map((await findMembers(db.pool, tables, refs)).map((member) => [memberRef(member), member]));
  const [a, b] = refs.map((ref) => found.get(ref) ?? missing(tenant, pair.model, ref)) as [Member, Member];
  const comparison = compareMembers(model, linkage, a, b);
  const thresholds = { auto: logOdds(model.match.auto), review: logOdds(model.match.review) };
  const edge = await edgeBetween(db.pool, tables, a.id, b.id);
  const link = (await findLink(db.pool, tenant.schemaName, pair.model, { a: refs[0]!, b: refs[1]! })) ?? null;
  const together = a.unifiedId !== null && a.unifiedId === b.unifiedId;
  const path = together ? await sharedPath(db.pool, tables, a, b) : [];
  const shared = await sharedKeys(db, unified, a, b);
  const facts = { together, comparison, link, path, shared, held: edge?.held ?? null, thresholds };
  const verdict = a.id === b.id ? `one record: ${toldMerges(merged)}` : verdictOf(facts);
  return {
    model: pair.model,
    a: sideOf(model, a),
    b: sideOf(model, b),
    ...comparison,
    together,
    verdict: merged.length > 0 && a.id !== b.id ? `${verdict} (${toldMerges(merged)})` : verdict,
    thresholds,
    link,
    shared_keys: shared,
    path,
    held: facts.held,
    otherwise: a.id === b.id ? [] : turnsOf(comparison, thresholds.auto),
    merged,
  };
}

interface Facts {
  together: boolean;
  comparison: Comparison;
  link: LinkView | null;
  path: readonly string[];
  shared: PairExplanation['shared_keys'];
  held: string | null;
  thresholds: PairExplanation['thresholds'];
}

function verdictOf({ together, comparison, link, path, shared, held, thresholds }: Facts): string {
  const { weight, rule, veto, band } = comparison;
  const bits = `${weight.toFixed(1)} bits, ${thresholds.auto.toFixed(1)} are needed`;
  if (link)
    return `${link.same ? 'the same' : 'different'}, because that was decided${link.by ? ` by ${link.by}` : ''}`;
  if (together && path.length > 2) return `together by way of ${path.slice(1, -1).join(', ')}`;
  if (together && rule) return `together by the rule ${rule}`;
  if (together) return `together by their evidence (${bits})`;
  if (held) return `apart, although alike: ${held}`;
  if (veto) return `apart: ${veto}`;
  if (shared.every(({ generic }) => generic))
    return 'apart: they have no match key in common, so they were never compared';
  if (!isCompared(shared))
    return 'apart: one match key in common that tells nothing by itself, so they were never compared';
  return band === 'review' ? `apart, and up for review (${bits})` : `apart: too little speaks for it (${bits})`;
}

async function sharedKeys(
  db: Database,
  { model, linkage, tables }: Unified,
  a: Member,
  b: Member,
): Promise<PairExplanation['shared_keys']> {
  const [left, right] = [a, b].map((each) => linkage.keysOf(parseProjection(model, each.projection)));
  const known = new Set(right!.map(({ kind, value }) => JSON.stringify([kind, value])));
  const shared = left!.filter(({ kind, value }) => known.has(JSON.stringify([kind, value])));
  const wanted = shared.map((key) => {
    const hash = hashText(key);
    return { hash, cap: linkage.capOf(key.kind, hash), delta: 0 };
  });
  const holders = await holdersOf(db.pool, tables, wanted);
  return shared.map(({ kind }, i) => ({ kind, generic: holders[i]!.generic, weak: linkage.isWeak(kind) }));
}

const isCompared = (shared: PairExplanation['shared_keys']): boolean =>
  shared.reduce((sum, { generic, weak }) => sum + (generic ? 0 : strengthOf(weak)), 0) >= ENOUGH;

const logOdds = (probability: number): number => Math.round(Math.log2(probability / (1 - probability)) * 100) / 100;

function missing(tenant: Tenant, model: string, ref: string): never {
  throw new WeftError(
    'unknown_record',
    `tenant "${tenant.name}", model "${model}": there was no ${ref} when its records were last unified`,
    'Check the key; a record that came since is seen by the next run.',
  );
}
