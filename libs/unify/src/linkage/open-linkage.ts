import type { MatchKey } from '../match/match-keys.ts';
import { entityKind } from '../model/exact-rules.ts';
import type { SemanticType } from '../model/semantic-types.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { ELSEWHERE, FAMILY, STRUCTURED, UNNAMED } from './comparison.ts';
import { PERSONAL_BITS } from './pinned-rows.ts';
import { EvidenceSum } from './evidence-sum.ts';
import type { Band, Evidence, Explained, Linkage, Scored } from './linkage.ts';
import { LINKAGE_FORMAT, type LinkageWeights } from './linkage-weights.ts';
import { planComparisons } from './plan-comparisons.ts';
import { planKeys } from './plan-keys.ts';
import { PreparedRecord, valuesOf } from './prepared-record.ts';
import { differInStructure } from './structure.ts';
import { readWide, WIDE_CAP } from './wide-values.ts';

/** An exact rule counts as evidence of so many bits at least: a pair that satisfies one is matched unless vetoed. */
const RULE_BITS = 20;
/** A name that gives fewer bits does not speak for a match. */
const NAME_BITS = 5;
/** Given names that differ say so much against a match, or more, where one person's hardly ever do: not of those who lived centuries ago. */
const KIN_BITS = -6;
/** Levels at which two companies are called the same. */
const SAME_NAMES = new Set(['exact', 'same words', 'acronym']);
/** Where a company is, and how it is rung up. */
const PLACES: ReadonlySet<SemanticType> = new Set(['street', 'city', 'postcode', 'phone']);
/** So many of them must be known on both sides. */
const LEAST_PLACES = 3;
/** What a veto says: more than any one pair's say when clusters are joined. */
const VETO_BITS = 12;

/**
 * Opens the linkage of a model under weights that were trained for it.
 * @throws Error when the weights are of another format or another model
 */
export function openLinkage(model: UnifiedModel, weights: LinkageWeights): Linkage {
  const comparisons = planComparisons(model, weights.words);
  checkWeights(weights, comparisons);
  const keys = planKeys(model, weights.words);
  const weak = new Set(weights.weak);
  const wide = readWide(weights.wide);
  const factors = comparisons.map(({ fields }) => factorOf(model, fields ?? []));
  const strong = comparisons.flatMap((comparison, c) => (comparison.strong === true ? [c] : []));
  const names = comparisons.flatMap(({ field }, c) => (model.fields[field] === 'company_name' ? [c] : []));
  const isCautious = weights.records === 0 && entityKind(model) === 'company';
  const places = comparisons.flatMap(({ fields = [] }, c) =>
    fields.some((field) => PLACES.has(model.fields[field]!)) ? [c] : [],
  );
  const autoBits = bitsOf(model.match.auto);
  const sum = new EvidenceSum(comparisons, weights, factors);
  const { found } = sum;

  /** Two strong values differ altogether, none agrees. To be asked right after a whole sum. */
  const vetoOf = (): string | null => {
    const differing: number[] = [];
    for (const c of strong) {
      if (found[c] === 0) return null;
      if (found[c] === comparisons[c]!.levels.length - 1) differing.push(c);
    }
    if (differing.length < 2) return null;
    return `${differing.map((c) => comparisons[c]!.field).join(' and ')} differ`;
  };

  /**
   * Parent and subsidiary share telephone, website and address, and nothing was learnt yet of how often: then people are asked
   * where no name speaks for a match. To be asked right after a whole sum.
   */
  const isUnnamed = (): boolean => {
    const known = names.filter((c) => found[c]! >= 0);
    return isCautious && known.length > 0 && known.every((c) => weights.comparisons[c]!.bits[found[c]!]! < NAME_BITS);
  };

  /** A rule that the types imply, but for an identifier: parent and subsidiary may have an e-mail address in common. */
  const isImplied = (rule: string | null): boolean =>
    model.match.rules === undefined && rule !== null && model.fields[rule] !== 'identifier';
  /** Nothing is compared but what the rules ask: there is nothing that could speak against them. */
  const isSole = model.order.length === 1;
  const primary = comparisons.findIndex((comparison) => comparison.primary === true);
  const isCompany = entityKind(model) === 'company';
  /** Parent and subsidiary again, told by their names; however much was learnt, such pairs look like matches in all else. */
  const isStructured = (a: PreparedRecord, b: PreparedRecord): boolean => {
    if (!isCompany || primary < 0) return false;
    const [x, y] = [a.value(primary), b.value(primary)];
    return x !== null && y !== null && differInStructure(x.text, y.text);
  };

  /**
   * Branches and sisters of a company: all of a group have its domain, and its name in theirs. Where the two are not called the same, and
   * address and telephone differ altogether, people are asked. To be asked right after a whole sum.
   */
  const isElsewhere = (): boolean => {
    const name = primary < 0 ? -1 : found[primary]!;
    if (!isCompany || name < 0 || SAME_NAMES.has(comparisons[primary]!.levels[name]!.name)) return false;
    const known = places.filter((c) => found[c]! >= 0);
    return known.length >= LEAST_PLACES && known.every((c) => weights.comparisons[c]!.bits[found[c]!]! < 0);
  };

  const kin = comparisons.findIndex(({ kinAt }) => kinAt !== undefined);
  const personal = comparisons.flatMap((comparison, c) => (comparison.personal === true ? [c] : []));

  /**
   * Two of one family, who share name, address and telephone: the given names differ, or one is not known, and nothing is known that a person
   * has alone. Where nothing was learnt yet of how often families are met, also where what is known of that does not agree. To be asked right
   * after a whole sum.
   */
  const isFamily = (): boolean => {
    if (kin < 0 || isSole) return false;
    const known = personal.filter((c) => found[c]! >= 0);
    if (found[kin] !== -1 && found[kin] !== comparisons[kin]!.kinAt) return false;
    if (weights.records > 0 && found[kin]! >= 0 && weights.comparisons[kin]!.bits[found[kin]!]! > KIN_BITS)
      return false;
    if (weights.records > 0) return known.length === 0;
    return known.reduce((bits, c) => bits + weights.comparisons[c]!.bits[found[c]!]!, 0) < PERSONAL_BITS;
  };

  const verdict = (a: PreparedRecord, b: PreparedRecord, evidence: number, note?: (held: Evidence) => void): Scored => {
    const rule = satisfied(a.exact, b.exact);
    const veto = vetoOf();
    // A rule that the types imply gives way to evidence against it; one that the model names does not.
    if (veto !== null) {
      // People are asked where only the veto keeps the two apart.
      const weight = Math.min(evidence, -VETO_BITS);
      const band = evidence >= autoBits ? 'review' : 'none';
      return { weight, probability: probabilityOf(weight), band, rule, veto };
    }
    const isRuled = rule !== null && (model.match.rules !== undefined || evidence >= 0 || isSole);
    const isStrong = evidence >= autoBits;
    const isElse = isElsewhere();
    const isKin = !isElse && isFamily();
    const isApart = (isRuled ? isImplied(rule) : isStrong) && (isElse || isKin || isStructured(a, b));
    const counts = isRuled && !isApart;
    const held = isStrong && (isApart || (!counts && isUnnamed())) ? autoBits - 0.01 - evidence : 0;
    const level = isApart ? (isElse ? ELSEWHERE : isKin ? FAMILY : STRUCTURED) : UNNAMED;
    const named = isKin ? [kin] : names;
    if (held < 0) note?.({ field: named.map((c) => comparisons[c]!.field).join('+'), level, weight: held });
    const weight = counts ? Math.max(evidence, RULE_BITS) : evidence + held;
    const probability = probabilityOf(weight);
    const band: Band = probability >= model.match.auto ? 'auto' : probability >= model.match.review ? 'review' : 'none';
    return { weight, probability, band, rule, veto };
  };

  // Rules of the model's own count whatever the evidence says; others only beside evidence for the match.
  const leastBits = model.match.rules === undefined && !isSole ? Math.min(0, bitsOf(model.match.review)) : -Infinity;

  return {
    weights,
    keysOf: keys.keysOf,
    emitKeys: keys.emitKeys,
    capOf: (kind, hash) => (hash !== undefined && wide.has(hash) ? WIDE_CAP : keys.capOf(kind)),
    isWeak: (kind) => weak.has(kind),
    comparisons,
    prepare: (projection) => new PreparedRecord(model, valuesOf(projection, comparisons)),
    prepareValues: (values) => new PreparedRecord(model, values),
    score: (a, b) =>
      verdict(a as PreparedRecord, b as PreparedRecord, sum.of(a as PreparedRecord, b as PreparedRecord)),
    edge(a, b) {
      const evidence = sum.atLeast(a as PreparedRecord, b as PreparedRecord, leastBits);
      if (evidence === null || evidence < leastBits) return null;
      const scored = verdict(a as PreparedRecord, b as PreparedRecord, evidence);
      return scored.band === 'none' ? null : scored;
    },
    explain(a, b): Explained {
      const evidence: Evidence[] = [];
      const weight = sum.of(a as PreparedRecord, b as PreparedRecord, (c, level, bits) =>
        evidence.push({ field: comparisons[c]!.field, level, weight: bits }),
      );
      const said = verdict(a as PreparedRecord, b as PreparedRecord, weight, (held) => evidence.push(held));
      return { ...said, prior: weights.prior, evidence };
    },
  };
}

/** The strongest exact rule that both satisfy: the lists are in the order of the rules. */
function satisfied(a: readonly MatchKey[], b: readonly MatchKey[]): string | null {
  for (const { kind, value } of a) {
    for (const other of b) if (other.value === value && other.kind === kind) return kind;
  }
  return null;
}

/** How much the model wants the fields of a comparison to count: the most that it says of any of them. */
function factorOf({ match: { weights = {} } }: UnifiedModel, fields: readonly string[]): number {
  return fields.length === 0 ? 1 : Math.max(...fields.map((field) => weights[field] ?? 1));
}

/** log2 odds of a probability. */
const bitsOf = (probability: number): number => Math.log2(probability / (1 - probability));

const probabilityOf = (weight: number): number => 1 / (1 + 2 ** -weight);

function checkWeights({ format, comparisons }: LinkageWeights, planned: readonly { field: string }[]): void {
  const same =
    comparisons.length === planned.length && planned.every(({ field }, c) => comparisons[c]?.field === field);
  if (format === LINKAGE_FORMAT && same) return;
  throw new Error('these weights were trained for another model or by another version of the method: train them anew');
}
