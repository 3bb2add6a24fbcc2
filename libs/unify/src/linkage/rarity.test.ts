import { seededRandom } from './random.ts';
import { planComparisons } from './plan-comparisons.ts';
import { rarityOf, typicalOfWords } from './rarity.ts';
import { countTerms, Terms } from './terms.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import type { Words } from './words.ts';

const GIVEN = 40;
const FAMILY = 300;

/** A full name of two parts drawn by themselves, the first ones of each more often. */
function drawn(random: () => number): string {
  const one = (of: number) => Math.floor(of * random() ** 2);
  return `given${one(GIVEN)} family${one(FAMILY)}`;
}

test('what agreeing in a full name says is told by how often its parts are met', () => {
  const random = seededRandom(3);
  const names = Array.from({ length: 4000 }, () => drawn(random));
  const model = parseModel('m', { fields: { name: 'person_name' }, sources: { 'a.b': { map: { name: 'n' } } } });
  const words = countTerms(names.flatMap((name) => name.split(' ')));
  const [comparison] = planComparisons(model, { name: { ...words, total: names.length } });
  const values = names.map((name) => comparison!.make(name));
  const typical = typicalOfWords(values.map((value) => comparison!.bitsOf!(value)));

  // Oracle: how often two names drawn from the same are equal, by counting.
  const counts = new Map<string, number>();
  const many = Array.from({ length: 400_000 }, () => drawn(random));
  for (const name of many) counts.set(name, (counts.get(name) ?? 0) + 1);
  const shareOf = (name: string) => counts.get(name)! / many.length;
  const equal = [...counts.values()].reduce((sum, count) => sum + (count / many.length) ** 2, 0);
  expect(Math.abs(typical - Math.log2(equal))).toBeLessThan(0.5);

  const terms = new Terms(countTerms(names));
  const bitsOf = (name: string) => {
    const value = comparison!.make(name) as Words;
    return rarityOf(comparison!, 0, { terms, typical }, value, value);
  };
  const frequent = 'given0 family0';
  const rare = names.find((name) => shareOf(name) < 2e-5)!;
  expect(Math.abs(bitsOf(frequent) - (Math.log2(equal) - Math.log2(shareOf(frequent))))).toBeLessThan(1);
  // Counted as a whole, each of them is met once.
  expect(terms.countOf(rare)).toBeLessThanOrEqual(2);
  expect(bitsOf(rare)).toBeGreaterThan(1.5);
});

test('whose name is not what the record is about is counted as a whole', () => {
  const fields = { title: 'text', artist: 'person_name' };
  const model = parseModel('m', { fields, sources: { 'a.b': { map: fields } } });
  const artist = planComparisons(model, {}).find(({ field }) => field === 'artist');
  expect(artist!.bitsOf).toBeUndefined();
});
