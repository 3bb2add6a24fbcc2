import { compareText } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import type { Comparison, Value } from './comparison.ts';
import { shareOfMatches } from './large-entities.ts';
import type { Linkage } from './linkage.ts';
import { preparer } from './preparer.ts';
import { textHash } from './random.ts';

/** Of more records than this, so many are learnt from. */
const MOST_RECORDS = 60_000;
/** A value that so many records have, or more, may be that of one entity: of one, this many are learnt from. */
const LEAST_HOLDERS = 50;
const MOST_LEARNT = 10;
/** Of each comparison so many values are looked at, the most frequent ones. */
const MOST_VALUES = 100;

export interface LearningSample {
  /** What is learnt from. */
  readonly records: readonly Projection[];
  /** By record of those: where it comes from; undefined where that was not told. */
  readonly sources?: readonly string[] | undefined;
  /** Further records of entities that have very many: what is learnt would be what these few look like. */
  readonly repeated: readonly Projection[];
}

/**
 * The records to learn from, in an order of their own, so that it does not matter in which they come. An entity of hundreds of records would be most of
 * all matches, and what is frequent because of it would be taken for meaningless: of such only a few are learnt from.
 */
export function learningSample(
  model: UnifiedModel,
  sample: Iterable<Projection>,
  by: { comparisons: readonly Comparison<Value>[]; presumed: Linkage; sources?: readonly string[] | undefined },
): LearningSample {
  const texts = [...sample].map((projection, at) => {
    const text = model.order.map((field) => projection.fields[field]?.normalised ?? '').join('\n');
    return { projection, text, hash: textHash(text), source: by.sources?.[at] ?? '' };
  });
  texts.sort((x, y) => x.hash - y.hash || compareText(x.text, y.text) || compareText(x.source, y.source));
  const drawn = texts.slice(0, MOST_RECORDS);
  const all = drawn.map(({ projection }) => projection);
  const large = largeEntities(all, by);
  const sourceOf = drawn.map(({ source }) => source);
  if (large.length === 0) return { records: all, sources: sourceOf, repeated: [] };
  const groupsOf = new Map<number, number[]>();
  large.forEach((holders, group) => {
    for (const record of holders) groupsOf.set(record, [...(groupsOf.get(record) ?? []), group]);
  });
  const learnt = large.map(() => 0);
  const [records, repeated]: [Projection[], Projection[]] = [[], []];
  const sources: string[] = [];
  all.forEach((projection, record) => {
    const groups = groupsOf.get(record) ?? [];
    const isRepeated = groups.some((group) => learnt[group]! >= MOST_LEARNT);
    if (!isRepeated) for (const group of groups) learnt[group]! += 1;
    (isRepeated ? repeated : records).push(projection);
    if (!isRepeated) sources.push(sourceOf[record]!);
  });
  return { records, sources, repeated };
}

/** Records that share a value and are, by the default weights, mostly one entity by all else. */
function largeEntities(
  records: readonly Projection[],
  { comparisons, presumed }: { comparisons: readonly Comparison<Value>[]; presumed: Linkage },
): number[][] {
  const prepare = preparer(presumed, records);
  return comparisons.flatMap((comparison, c) => {
    const holders = new Map<string, number[]>();
    records.forEach((record, at) => {
      const text = comparison.textOf(record);
      if (text === null) return;
      const known = holders.get(text);
      if (known === undefined) holders.set(text, [at]);
      else known.push(at);
    });
    const frequent = [...holders].filter(([, { length }]) => length >= LEAST_HOLDERS);
    frequent.sort(([x, a], [y, b]) => b.length - a.length || (x < y ? -1 : 1));
    const explain = (a: number, b: number) => presumed.explain(prepare(a), prepare(b));
    return frequent
      .slice(0, MOST_VALUES)
      .flatMap(([text, held]) => (shareOfMatches(held, text, c, { comparisons, explain }) > 0 ? [held] : []));
  });
}
