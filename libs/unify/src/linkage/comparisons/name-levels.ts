import { type Comparison, type Level, levels, type Reading } from '../comparison.ts';
import { overlap, type Word, type Words, type WordSimilarity } from '../words.ts';

const COMPANY = levels(
  ['exact', 0.5, 0.0005, 1],
  ['same words', 0.17, 0.0005, 0.7],
  ['acronym', 0.05, 0.0015],
  ['contained', 0.12, 0.002],
  ['partly contained', 0.03, 0.006],
  ['other words', 0.06, 0.004],
  ['partly', 0.04, 0.03],
  ['different', 0.03, 0.956],
);

const PERSON = levels(
  ['exact', 0.65, 0.00005, 1],
  ['same words', 0.12, 0.0001, 0.7],
  ['contained', 0.1, 0.0005],
  ['partly contained', 0.03, 0.001],
  ['other words', 0.05, 0.003],
  ['other given name', 0.01, 0.004],
  ['partly', 0.03, 0.02],
  ['different', 0.02, 0.966],
);

const TEXT = levels(
  ['exact', 0.3, 0.0005, 1],
  ['same words', 0.2, 0.0005, 0.7],
  ['contained', 0.1, 0.001],
  ['partly contained', 0.05, 0.002],
  ['close', 0.13, 0.001],
  ['other words', 0.1, 0.002],
  ['partly', 0.08, 0.01],
  ['slightly', 0.03, 0.06],
  ['different', 0.02, 0.926],
);

const SAME = 0.93;
const CLOSE = 0.75;
const CONTAINED = 0.93;
/** From so large a share on, a contained name is more than one of many words. */
const MOSTLY = 0.5;
const NEAR = 0.5;
const PARTLY = 0.3;
const SLIGHTLY = 0.18;

/** What is compared word by word, whatever their order. */
export type NameKind = 'company' | 'person' | 'text';

const LEVELS: Readonly<Record<NameKind, Level[]>> = { company: COMPANY, person: PERSON, text: TEXT };

/** Compares names or texts word by word. */
export function nameComparison(
  field: string,
  kind: NameKind,
  similarity: WordSimilarity,
  from: Reading<Words>,
): Comparison<Words> {
  const names = LEVELS[kind];
  const index = (name: string) => names.findIndex((level) => level.name === name);
  const [same, acronym, contained, partlyContained] = ['same words', 'acronym', 'contained', 'partly contained'].map(
    index,
  );
  const [close, other, partly, slightly, different] = ['close', 'other words', 'partly', 'slightly', 'different'].map(
    index,
  );
  const kin = index('other given name');
  return {
    field,
    levels: names,
    effort: 7,
    ...(kin >= 0 && { kinAt: kin }),
    ...from,
    level(a, b) {
      if (a === b || a.text === b.text || a.solid === b.solid) return 0;
      const { shared, contained: part } = overlap(a, b, similarity);
      if (shared >= SAME) return same!;
      if (acronym! >= 0 && isAcronym(a, b)) return acronym!;
      if (part >= CONTAINED) return shared >= MOSTLY ? contained! : partlyContained!;
      if (kin >= 0 && areKin(a, b, similarity)) return kin;
      if (close! >= 0 && shared >= CLOSE) return close!;
      if (shared >= NEAR) return other!;
      if (shared >= PARTLY) return partly!;
      return slightly! >= 0 && shared >= SLIGHTLY ? slightly! : different!;
    },
  };
}

/** How much of rarity counts at levels at which words agree and whole names do not. */
const RARITY_OF_PARTS: Readonly<Record<string, number>> = { contained: 0.7, 'other words': 0.4 };

/** The same, of names whose words tell how rare they are: most full names are met once, and one given name more often than another. */
export function rareByWords({ levels: own, ...comparison }: Comparison<Words>): Comparison<Words> {
  const rarer = own.map((level) => ({ ...level, rarity: RARITY_OF_PARTS[level.name] ?? level.rarity }));
  return { ...comparison, levels: rarer, bitsOf: ({ bits }) => bits };
}

/** `ann smith` and `bob smith`, or `bob smith jones`: words behind the first agree, and neither's first word is in the other. */
function areKin(a: Words, b: Words, similarity: WordSimilarity): boolean {
  const [first, otherFirst] = [wordAt(a, 0), wordAt(b, 0)];
  if (a.words.length < 2 || b.words.length < 2 || first === undefined || otherFirst === undefined) return false;
  const agree = (x: Word, y: Word) => x.id === y.id || similarity(x, y) > 0;
  const isIn = (word: Word, { words }: Words) => words.some((other) => agree(word, other));
  return !isIn(first, b) && !isIn(otherFirst, a) && a.words.some((word) => word !== first && isIn(word, b));
}

const wordAt = ({ words }: Words, at: number): Word | undefined => words.find((word) => word.at === at);

/** `ap` and `ashcroft plastics`: one is the first letters of the other. */
export function isAcronym(a: Words, b: Words): boolean {
  return stands(a, b) || stands(b, a);
}

function stands(short: Words, long: Words): boolean {
  if (long.initials.length < 2 || short.initials.length >= long.initials.length) return false;
  const letters = short.solid;
  if (letters === long.initials) return true;
  // `and`, `of`, `the` are often left out.
  return letters.length > 1 && letters === long.initials.replace(/(?<=.)[ao](?=.)/g, '') && letters.length < 6;
}
