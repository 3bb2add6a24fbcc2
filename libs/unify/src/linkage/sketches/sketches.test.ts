import fc from 'fast-check';
import { customers, papers, restaurants, songs } from '../../../../../test/support/labelled-records.ts';
import type { LabelledSet } from '../../../../../test/support/made-up.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { type Projection, projectRecord } from '../../project/project-record.ts';
import { parseModel } from '../../weft-file/parse-weft-file.ts';
import type { Comparison, Value } from '../comparison.ts';
import { planComparisons } from '../plan-comparisons.ts';
import { rowOf, RowTeller, type SketchRow, UNKNOWN } from './sketch-row.ts';

function modelOf(fields: Readonly<Record<string, string>>): UnifiedModel {
  const map = Object.fromEntries(Object.keys(fields).map((field) => [field, field]));
  return parseModel('m', { fields, sources: { 'records.csv': { map } }, match: {} });
}

/** A record's values, with its row behind another number, as rows begin anywhere. */
interface Sketched {
  readonly values: readonly (Value | null)[];
  readonly row: SketchRow;
}

function sketched(comparisons: readonly Comparison[], projection: Projection): Sketched {
  const values = comparisons.map((comparison) => comparison.read(projection));
  const sketches = values.map((value, c) => (value === null ? null : (comparisons[c]!.sketch?.of(value) ?? [])));
  return { values, row: { all: Uint32Array.from([7, ...rowOf(sketches)]), at: 1 } };
}

/** What sketches tell of two records and is not so; and how many levels they tell, of how many. */
function told(comparisons: readonly Comparison[], a: Sketched, b: Sketched) {
  const [found, least] = [new Int8Array(comparisons.length), new Int8Array(comparisons.length)];
  new RowTeller(comparisons).tell(a.row, b.row, found, least);
  const wrong: string[] = [];
  let [known, all] = [0, 0];
  for (const [c, comparison] of comparisons.entries()) {
    const [x, y] = [a.values[c]!, b.values[c]!];
    const level = x === null || y === null ? -1 : comparison.level(x, y);
    const isSo = found[c] === UNKNOWN ? level < 0 || level >= least[c]! : found[c] === level;
    if (!isSo) wrong.push(`${comparison.field}: ${x?.text}, ${y?.text}: ${found[c]} from ${least[c]} for ${level}`);
    if (comparison.sketch === undefined || level < 0) continue;
    all += 1;
    if (found[c] === level) known += 1;
  }
  return { wrong, known, all };
}

test.each<[string, LabelledSet]>([
  ['customers', customers(100, 21)],
  ['restaurants', restaurants(100, 22)],
  ['songs', songs(100, 23)],
  ['papers', papers(15, 24, 6)],
])('what sketches tell of %s is so, and they tell most', (_, set) => {
  const model = modelOf(set.fields);
  const comparisons = planComparisons(model, {});
  const rows = set.rows.slice(0, 120).map((row) => projectRecord(model, model.sources[0]!, row));
  const records = rows.map((projection) => sketched(comparisons, projection));
  const each = records.flatMap((a, i) => records.slice(i + 1).map((b) => told(comparisons, a, b)));
  expect(each.flatMap(({ wrong }) => wrong)).toEqual([]);
  const [known, all] = [each.reduce((sum, one) => sum + one.known, 0), each.reduce((sum, one) => sum + one.all, 0)];
  expect(known / Math.max(1, all)).toBeGreaterThan(0.4);
});

const letters = fc.stringMatching(/^[abcelo]{1,12}$/);
const words = fc.array(letters, { minLength: 1, maxLength: 4 });
const digits = fc.stringMatching(/^[0-3]{6,11}$/);
const ROLES = ['info', 'sales', 'ann', 'bob.lee', 'jo'];
const HOSTS = ['acme.com', 'acne.com', 'gmail.com', 'bolt.co.uk'];

/** A text and one made of it: a letter less, more, another or two that changed places; words written together, turned round, cut. */
const nearly = fc.tuple(words, fc.nat(9), fc.nat(12)).map(([list, how, at]): [string, string] => {
  const text = list.join(' ');
  const place = at % text.length;
  const [before, after] = [text.slice(0, place), text.slice(place)];
  const variants = [
    before + after.slice(1),
    `${before}e${after}`,
    `${before}o${after.slice(1)}`,
    before + (after[1] ?? '') + (after[0] ?? '') + after.slice(2),
    list.join(''),
    text.replace(' ', ''),
    list.toReversed().join(' '),
    list.map(([first]) => first).join(''),
    list.slice(0, -1).join(' ') || text,
    [...list, 'abcelo'].join(' '),
  ];
  return [text, variants[how]!];
});
const pairOf = <T>(one: fc.Arbitrary<T>) => fc.tuple(one, one);
const address = fc.tuple(fc.constantFrom(...ROLES), fc.constantFrom(...HOSTS)).map((parts) => parts.join('@'));

test('what sketches tell of values that are nearly the same is so', () => {
  const fields = {
    name: 'company_name',
    note: 'text',
    street: 'street',
    phone: 'phone',
    mail: 'email',
    site: 'domain',
    id: 'identifier',
  };
  const model = modelOf(fields);
  const comparisons = planComparisons(model, {});
  const project = (row: Record<string, string>) => projectRecord(model, model.sources[0]!, row);
  fc.assert(
    fc.property(nearly, pairOf(digits), pairOf(address), fc.nat(2), ([x, y], [p, q], [m, n], number) => {
      const of = (text: string, phone: string, mail: string, house: string) => ({
        ...{ name: text, note: text, id: text.replaceAll(' ', ''), street: `${house} ${text}` },
        ...{ phone, mail, site: `${text.split(' ', 1)[0]}.com` },
      });
      const a = sketched(comparisons, project(of(x, p, m, '12')));
      const b = sketched(comparisons, project(of(y, number > 0 ? q : p, n, number > 1 ? '14' : '12')));
      expect(told(comparisons, a, b).wrong).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
