import { groupsByRecord, holdersByKey } from '../match/holders.ts';
import { comparedValue, type MatchKey } from '../match/match-keys.ts';
import { exactRules } from '../model/exact-rules.ts';
import { sourceName } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import type { Comparison, Value } from './comparison.ts';
import { dependencies } from './dependence.ts';
import {
  bitsOf,
  defaultTables,
  type Estimate,
  estimate,
  posteriorOf,
  presumedMatches,
  type Priors,
} from './estimate.ts';
import { countEntities } from './large-entities.ts';
import { namedApart, sameAlone } from './pinned-rows.ts';
import { preparer } from './preparer.ts';
import { type LearningSample, learningSample } from './learning-sample.ts';
import { type ComparisonWeights, LINKAGE_FORMAT, type LinkageWeights } from './linkage-weights.ts';
import { openLinkage } from './open-linkage.ts';
import { planComparisons, wordyFields } from './plan-comparisons.ts';
import { planKeys } from './plan-keys.ts';
import { rarityOf, typicalBits, typicalOfWords } from './rarity.ts';
import { samplePairs } from './sample-pairs.ts';
import { finish, type Steps } from './steps.ts';
import { countTerms, NO_TERMS, type TermCounts, Terms } from './terms.ts';
import { weakKinds } from './weak-kinds.ts';
import { wideValues } from './wide-values.ts';

/** With fewer records there is too little to learn from. */
const LEAST_RECORDS = 300;
/**
 * Estimation has lost what it was to look for when not one in so many is left of the matches that the default weights presume, of which
 * there are so many or more. It keeps 7 in 10 or more on nearly all sets it was tried on, 1 in 6 to 13 where no two records are one.
 */
const MOST_LOST = 20;
const LEAST_PRESUMED = 30;
/** Records between two pauses. */
const STEP = 100;
/** Estimation has settled by then on every set it was tried on. */
const ROUNDS = 12;
/** Two records of one source are taken for so many times less often one entity than two of different sources, where estimation begins. */
const FEWER_WITHIN = 10;
/**
 * The prior is that of two sources, but no more than so many bits above that of all pairs: two sources of one size have half of all pairs between
 * them; between a large and a tiny one nearly all matches may be, and what is within the large one is scored, too.
 */
const MOST_ACROSS = 1;
/** log2 odds of a match before anything is compared, where nothing was learnt: one pair in a thousand. */
const DEFAULT_PRIOR = -10;

/**
 * Learns weights from records alone, without labels; the same records give the same weights in whatever order they come.
 * Falls back to the documented default weights (docs/linkage.md) where there is too little to learn from.
 * @param sample the records to learn from; a large tenant's may be a part of them, chosen without regard to their content
 * @param sources by record: where it comes from; without, all come from one source
 */
export function trainLinkage(
  model: UnifiedModel,
  sample: Iterable<Projection>,
  sources?: readonly string[],
): LinkageWeights {
  return finish(trainInSteps(model, lessonOf(model, sample, sources)));
}

/** Records to learn from, and the words of their fields, which are all that keys and sketches depend on. */
export interface Lesson extends LearningSample {
  /** Those of the weights that will be learnt. */
  readonly words: LinkageWeights['words'];
}

/** The first and least part of learning, which others need not wait for the rest to use. */
export function lessonOf(model: UnifiedModel, sample: Iterable<Projection>, sources?: readonly string[]): Lesson {
  const comparisons = planComparisons(model, {});
  const presumed = openLinkage(model, defaultWeights(comparisons));
  const learnt = learningSample(model, sample, { comparisons, presumed, sources });
  if (learnt.records.length < LEAST_RECORDS) return { ...learnt, words: {} };
  return {
    ...learnt,
    words: Object.fromEntries(wordyFields(model).map((field) => [field, wordsOf(model, field, learnt.records)])),
  };
}

/** As `trainLinkage`, step by step. */
export function* trainInSteps(model: UnifiedModel, lesson: Lesson): Steps<LinkageWeights> {
  const { records, repeated, words } = lesson;
  const comparisons = planComparisons(model, words);
  const widened = (weights: LinkageWeights): LinkageWeights => ({
    ...weights,
    wide: wideValues(openLinkage(model, weights), [...records, ...repeated]),
  });
  if (records.length < LEAST_RECORDS) {
    const weights = defaultWeights(comparisons);
    return repeated.length === 0 ? weights : widened(weights);
  }
  yield;
  const sources = new Set(lesson.sources).size > 1 ? lesson.sources : undefined;
  const values = comparisons.map((): (Value | null)[] => []);
  const keys = planKeys(model, words);
  const keysOf: MatchKey[][] = [];
  for (const [at, record] of records.entries()) {
    for (const [c, comparison] of comparisons.entries()) values[c]!.push(comparison.read(record));
    keysOf.push(keys.keysOf(record));
    if (at % STEP === 0) yield;
  }
  const presumed = openLinkage(model, { ...defaultWeights(comparisons), words });
  const prepareFirst = preparer(presumed, records);
  const terms = countEntities(
    values.map((column) => countTerms(column.flatMap((value) => value?.text ?? []))),
    { comparisons, values, explain: (a, b) => presumed.explain(prepareFirst(a), prepareFirst(b)) },
  );
  yield;
  const ready = terms.map((counts) => new Terms(counts));
  const typical = comparisons.map(({ bitsOf }, c) =>
    bitsOf === undefined
      ? typicalBits(terms[c]!)
      : typicalOfWords(values[c]!.flatMap((value) => (value === null ? [] : bitsOf(value)))),
  );
  const { holders, kinds } = holdersByKey(keysOf, keys.capOf);
  const groupsOf = groupsByRecord(holders, records.length);
  yield;
  const sampled = yield* samplePairs({
    comparisons,
    values,
    records: records.length,
    sources,
    unique: new Set(model.sources.filter(({ unique }) => unique).map(sourceName)),
    holders,
    groupsOf,
    rarityOf: (c, level, a, b) => rarityOf(comparisons[c]!, level, { terms: ready[c]!, typical: typical[c]! }, a, b),
  });
  const pairs = sampled.sample;
  const priors: Priors = {
    m: comparisons.map(({ levels }) => levels.map(({ m }) => m)),
    u: comparisons.map(({ levels }) => levels.map(({ u }) => u)),
    groups: comparisons.map(({ group }) => group),
    primary: comparisons.map(({ primary }) => primary === true),
    apartAt: comparisons.map(({ apartAt }) => apartAt),
    kinAt: comparisons.map(({ kinAt }) => kinAt),
    personal: comparisons.map(({ personal }) => personal === true),
    strong: comparisons.map(({ strong }) => strong === true),
    // Half of what words tell, as they are those of one person's other records, too.
    leastEqual: comparisons.map(({ bitsOf }, c) => (bitsOf === undefined ? 0 : 2 ** typical[c]! / 2)),
  };
  const all = (records.length * (records.length - 1)) / 2;
  const sizes = priors.m.map(({ length }) => length);
  const matches = (0.5 * records.length) / all;
  const none = comparisons.map(() => -1);
  const shares = [matches, sources === undefined ? matches : matches / FEWER_WITHIN] as const;
  const start = { shares, ...defaultTables(priors), parents: none };
  const pinned = { apart: namedApart(pairs, priors), ...(model.order.length === 1 && { same: sameAlone(pairs) }) };
  const naive = yield* estimate(pairs, priors, { ...start, ...pinned }, ROUNDS);
  const parents = dependencies(pairs, naive.posterior, sizes, priors.groups);
  const learnt = yield* estimate(pairs, priors, { ...naive, parents, ...pinned }, ROUNDS);
  const sought = presumedMatches(pairs, { ...start, apart: pinned.apart });
  const isLearnt = sought < LEAST_PRESUMED || learnt.matches * all * MOST_LOST >= sought;
  const prior = rounded(Math.min(oddsOf(learnt.shares[0]), oddsOf(learnt.matches) + MOST_ACROSS));
  const weights: LinkageWeights = isLearnt
    ? {
        format: LINKAGE_FORMAT,
        records: records.length,
        prior,
        words,
        comparisons: comparisonWeights(comparisons, learnt, terms, typical),
      }
    : { ...defaultWeights(comparisons), prior, words };
  yield;
  const linkage = openLinkage(model, weights);
  const prepare = preparer(linkage, records);
  const weak = weakKinds({
    ...sampled,
    // What does not look like what was learnt is decided all the same where nothing was.
    posterior: isLearnt ? posteriorOf(pairs, learnt) : new Float64Array(pairs.count).fill(1),
    groupsOf,
    kinds,
    bandOf: (a, b) => linkage.edge(prepare(a), prepare(b))?.band ?? 'none',
    deciding: new Set(exactRules(model).map(({ name }) => name)),
  });
  yield;
  return widened({ ...weights, weak });
}

/** The default weights, as the types document them. */
export function defaultWeights(comparisons: readonly Comparison<Value>[]): LinkageWeights {
  return {
    format: LINKAGE_FORMAT,
    records: 0,
    prior: DEFAULT_PRIOR,
    words: {},
    comparisons: comparisons.map(({ field, levels }) => ({
      field,
      bits: levels.map(({ m, u }) => rounded(Math.log2(m / u))),
      parent: null,
      given: [],
      terms: NO_TERMS,
      typical: 0,
    })),
  };
}

function wordsOf(model: UnifiedModel, field: string, records: readonly Projection[]): TermCounts {
  const values = records.flatMap((record) => comparedValue(model, record, field) ?? []);
  const counts = countTerms(values.flatMap((value) => [...new Set(value.split(' '))]));
  return { ...counts, total: values.length };
}

function comparisonWeights(
  comparisons: readonly Comparison<Value>[],
  { m, u, parents }: Estimate,
  terms: readonly TermCounts[],
  typical: readonly number[],
): ComparisonWeights[] {
  const bits = bitsOf(m, u);
  return comparisons.map(({ field }, c) => {
    const [own = [], ...given] = bits[c]!.map((row) => row.map(rounded));
    const parent = parents[c]!;
    return { field, bits: own, parent: parent < 0 ? null : parent, given, terms: terms[c]!, typical: typical[c]! };
  });
}

/** log2 odds of a probability. */
const oddsOf = (probability: number): number => Math.log2(probability / (1 - probability));

const rounded = (bits: number): number => Math.round(bits * 1000) / 1000;
