import type { Projection } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { openLinkage } from './open-linkage.ts';
import { seededRandom } from './random.ts';
import { trainLinkage } from './train-linkage.ts';

const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu'.split(' ');

const record = (values: Readonly<Record<string, string>>): Projection => ({
  fields: Object.fromEntries(
    Object.entries(values).map(([field, value]) => [field, { value, normalised: value === '' ? null : value }]),
  ),
  sourceTime: null,
});

function names(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const word = (): string =>
    Array.from({ length: 4 }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]!).join('');
  return Array.from({ length: count }, () => `${word()} ${word()}`);
}

test('of names alone, equal ones tell how many are one, and what else they look like', () => {
  const model = parseModel('m', { fields: { name: 'company_name' }, sources: { 'a.A': { map: { name: 'name' } } } });
  const all = names(600, 3);
  // A quarter is there twice, every sixth of those with its words in another order.
  const again = all.slice(0, 150).map((name, at) => (at % 6 === 0 ? name.split(' ').reverse().join(' ') : name));
  const weights = trainLinkage(
    model,
    [...all, ...again].map((name) => record({ name })),
  );
  const pairs = (750 * 749) / 2;
  expect(Math.abs(weights.prior - Math.log2(150 / pairs))).toBeLessThan(0.5);
  const linkage = openLinkage(model, weights);
  const band = (a: string, b: string) =>
    linkage.score(linkage.prepare(record({ name: a })), linkage.prepare(record({ name: b }))).band;
  expect(band('haje kilo', 'kilo haje')).toBe('auto');
  expect(band(all[0]!, all[1]!)).toBe('none');
});

test('of sources that are declared to have one of each, what is alike within them is taken for chance', () => {
  const [fields, map] = [
    { title: 'text', price: 'number' },
    { title: 'title', price: 'price' },
  ];
  // Each thing has a sister in its own source: all words but one, at another price.
  const things = names(200, 5).flatMap((name, at) => [
    { title: `${name} red`, price: String(100 + at * 7) },
    { title: `${name} blue`, price: String(109 + at * 7) },
  ]);
  const sides = ['a.A', 'b.B'].flatMap((source) => things.map((thing) => ({ source, thing })));
  const learnt = (unique: boolean) => {
    const model = parseModel('m', { fields, sources: { 'a.A': { map, unique }, 'b.B': { map, unique } } });
    const weights = trainLinkage(
      model,
      sides.map(({ thing }) => record(thing)),
      sides.map(({ source }) => source),
    );
    const linkage = openLinkage(model, weights);
    const [red, blue] = things.slice(0, 2).map((thing) => linkage.prepare(record(thing)));
    return { prior: weights.prior, sisters: linkage.score(red!, blue!).weight, same: linkage.score(red!, red!).band };
  };
  // 400 matches among the 160,000 pairs of two sources.
  const declared = learnt(true);
  expect(Math.abs(declared.prior - Math.log2(400 / 160_000))).toBeLessThan(0.5);
  expect(declared.sisters).toBeLessThan(0);
  expect(declared.same).toBe('auto');
  expect(learnt(false).sisters).toBeGreaterThan(declared.sisters);
});
