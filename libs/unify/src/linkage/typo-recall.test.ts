import { mapOfItself } from '../../../../test/support/company-fields.ts';
import { frequent, pick, random, type Random, typo, vocabulary } from '../../../../test/support/made-up.ts';
import { candidatePairs } from '../match/link-records.ts';
import { groupsByRecord, holdersByKey } from '../match/holders.ts';
import { projectRecord } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { openLinkage } from './open-linkage.ts';
import { trainLinkage } from './train-linkage.ts';

type Row = Record<string, string>;

const rng = random(5);
const [words, given, family] = [vocabulary(1200, rng), vocabulary(120, rng), vocabulary(900, rng)];
const inEveryWord = (text: string, r: Random) =>
  text
    .split(' ')
    .map((word) => typo(word, r))
    .join(' ');

/** Of records with nothing but a name, and their twins with a typo in every word of it: the share that become candidates. */
function recall(fields: Row, make: (r: Random) => Row, records = 1500): { found: number; pairs: number } {
  const r = random(11);
  const model = parseModel('m', {
    fields,
    sources: { 'a.b': { map: Object.fromEntries(Object.keys(fields).map((field) => [field, field])) } },
  });
  const rows = Array.from({ length: records }, () => make(r));
  const twins = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([field, text]) => [field, inEveryWord(text, r)])),
  );
  const projections = [...rows, ...twins].map((row) => projectRecord(model, model.sources[0]!, row));
  const linkage = openLinkage(model, trainLinkage(model, []));
  const { holders } = holdersByKey(
    projections.map((projection) => linkage.keysOf(projection)),
    (kind) => linkage.capOf(kind),
  );
  let [found, pairs] = [0, 0];
  for (const [a, b] of candidatePairs(holders, groupsByRecord(holders, projections.length))) {
    pairs += 1;
    if (b === a + records) found += 1;
  }
  return { found: found / records, pairs: pairs / projections.length };
}

test.each<[string, Row, (r: Random) => Row, number]>([
  ['companies', { name: 'company_name' }, (r) => ({ name: `${frequent(words, r)} ${frequent(words, r)}` }), 0.9],
  ['companies of one word', { name: 'company_name' }, (r) => ({ name: frequent(words, r) + pick(words, r) }), 0.8],
  ['people', { name: 'person_name' }, (r) => ({ name: `${frequent(given, r)} ${frequent(family, r)}` }), 0.85],
  [
    'people in two fields',
    { given: 'given_name', family: 'family_name' },
    (r) => ({ given: frequent(given, r), family: frequent(family, r) }),
    0.86,
  ],
])('%s with a typo in every word still find their twin, at a bounded cost', (_, fields, make, least) => {
  const { found, pairs } = recall(fields, make);
  expect(found).toBeGreaterThan(least);
  expect(pairs).toBeLessThan(30);
});

test.each([
  ['Microsfot', 'Microsoft'],
  ['Jonathon Smyhte', 'Jonathan Smythe'],
  ['Smyhte Jonathon', 'Jonathan Smythe'],
  ['Газпрм', 'Gazprom'],
  ['Ромашкка Трейлинг', 'Romashka Treyding'],
])('%s and %s share a key', (a, b) => {
  const model = parseModel('m', { fields: { name: 'company_name' }, sources: { 'a.b': { map: { name: 'name' } } } });
  const linkage = openLinkage(model, trainLinkage(model, []));
  const [x, y] = [a, b].map((name) =>
    linkage.keysOf(projectRecord(model, model.sources[0]!, { name })).map(({ kind, value }) => `${kind} ${value}`),
  );
  expect(x!.filter((key) => y!.includes(key))).not.toEqual([]);
});

test('people of whom numbers are known find their twin by these and one part of the name, or by them all', () => {
  const fields = { given: 'given_name', family: 'family_name', year: 'number', month: 'number', day: 'number' };
  const model = parseModel('m', { fields, sources: { 'a.b': { map: mapOfItself(fields) } } });
  const linkage = openLinkage(model, trainLinkage(model, []));
  const keysOf = (row: Row) =>
    linkage.keysOf(projectRecord(model, model.sources[0]!, row)).map(({ kind, value }) => `${kind} ${value}`);
  const shared = (a: Row, b: Row) => keysOf(a).filter((key) => keysOf(b).includes(key));
  const ada = { given: 'Ada', family: 'Roth', year: '1981', month: '11', day: '2' };
  expect(shared(ada, { ...ada, family: 'Royh', day: '3' })).not.toEqual([]);
  expect(shared(ada, { ...ada, given: 'Dda', family: 'Royh' })).not.toEqual([]);
  expect(shared(ada, { given: 'Bruno', family: 'Kay', year: '1981', month: '11', day: '4' })).toEqual([]);
});
