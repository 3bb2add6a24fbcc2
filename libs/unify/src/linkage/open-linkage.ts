import { type MatchKey, matchKeys } from '../match/match-keys.ts';
import { entityKind } from '../model/exact-rules.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import { MISSING, STRUCTURED, UNNAMED, type Value } from './comparison.ts';
import type { Band, Evidence, Explained, Linkage, Prepared, Scored } from './linkage.ts';
import { LINKAGE_FORMAT, type LinkageWeights } from './linkage-weights.ts';
import { planComparisons } from './plan-comparisons.ts';
import { planKeys } from './plan-keys.ts';
import { rarityBits } from './rarity.ts';
import { differInStructure } from './structure.ts';
import { Terms } from './terms.ts';

class PreparedRecord implements Prepared {
  private keys: readonly MatchKey[] | undefined;

  constructor(
    private readonly model: UnifiedModel,
    readonly projection: Projection,
    readonly values: readonly (Value | null)[],
  ) {}

  /** Values of the exact rules' keys: of most records nobody ever asks, since evidence has spoken before. */
  get exact(): readonly MatchKey[] {
    return (this.keys ??= matchKeys(this.model, this.projection));
  }
}

/** An exact rule counts as evidence of so many bits at least: a pair that satisfies one is matched unless vetoed. */
const RULE_BITS = 20;
/** A name that gives fewer bits does not speak for a match. */
const NAME_BITS = 5;
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
  const tables = weights.comparisons.map(({ bits, parent, given, typical, terms }) => ({
    rows: [bits, ...given],
    parent: parent ?? -1,
    typical,
    terms: new Terms(terms),
  }));
  const factors = comparisons.map(({ fields }) => factorOf(model, fields ?? []));
  const strong = comparisons.flatMap((comparison, c) => (comparison.strong === true ? [c] : []));
  const names = comparisons.flatMap(({ field }, c) => (model.fields[field] === 'company_name' ? [c] : []));
  const isCautious = weights.records === 0 && entityKind(model) === 'company';
  const autoBits = bitsOf(model.match.auto);
  const found = new Int8Array(comparisons.length);

  /** Sum of the evidence. Leaves the levels in `found`. */
  const weigh = (a: PreparedRecord, b: PreparedRecord, note?: (c: number, level: string, bits: number) => void) => {
    for (let c = 0; c < found.length; c += 1) {
      const [x, y] = [a.values[c]!, b.values[c]!];
      found[c] = x === null || y === null ? -1 : comparisons[c]!.level(x, y);
    }
    let weight = weights.prior;
    for (let c = 0; c < found.length; c += 1) {
      const level = found[c]!;
      if (level < 0) {
        note?.(c, MISSING, 0);
        continue;
      }
      const { rows, parent, typical, terms } = tables[c]!;
      const given = parent < 0 ? 0 : found[parent]! + 1;
      const { name, rarity } = comparisons[c]!.levels[level]!;
      let bits = (rows[given] ?? rows[0]!)[level]!;
      if (rarity > 0) bits += rarityBits(rarity, terms, typical, a.values[c]!.text, b.values[c]!.text);
      bits *= factors[c]!;
      weight += bits;
      note?.(c, name, bits);
    }
    return weight;
  };

  /** Two strong values differ altogether, none agrees. To be asked right after `weigh`. */
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
   * where no name speaks for a match. To be asked right after `weigh`.
   */
  const isUnnamed = (): boolean => {
    const known = names.filter((c) => found[c]! >= 0);
    return isCautious && known.length > 0 && known.every((c) => tables[c]!.rows[0]![found[c]!]! < NAME_BITS);
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
    const [x, y] = [a.values[primary], b.values[primary]];
    return isCompany && x != null && y != null && differInStructure(x.text, y.text);
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
    const isApart = (isRuled ? isImplied(rule) : isStrong) && isStructured(a, b);
    const counts = isRuled && !isApart;
    const held = isStrong && (isApart || (!counts && isUnnamed())) ? autoBits - 0.01 - evidence : 0;
    const level = isApart ? STRUCTURED : UNNAMED;
    if (held < 0) note?.({ field: names.map((c) => comparisons[c]!.field).join('+'), level, weight: held });
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
    capOf: keys.capOf,
    isWeak: (kind) => weak.has(kind),
    prepare: (projection: Projection) =>
      new PreparedRecord(
        model,
        projection,
        comparisons.map((comparison) => comparison.read(projection)),
      ),
    score: (a, b) => verdict(a as PreparedRecord, b as PreparedRecord, weigh(a as PreparedRecord, b as PreparedRecord)),
    edge(a, b) {
      const evidence = weigh(a as PreparedRecord, b as PreparedRecord);
      if (evidence < leastBits) return null;
      const scored = verdict(a as PreparedRecord, b as PreparedRecord, evidence);
      return scored.band === 'none' ? null : scored;
    },
    explain(a, b): Explained {
      const evidence: Evidence[] = [];
      const weight = weigh(a as PreparedRecord, b as PreparedRecord, (c, level, bits) =>
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
