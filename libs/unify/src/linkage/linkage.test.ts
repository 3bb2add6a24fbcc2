import fc from 'fast-check';
import { families, households } from '../../../../test/support/households.ts';
import { customers, papers, restaurants, songs, voters } from '../../../../test/support/labelled-records.ts';
import { type LabelledSet, random, type Row, vocabulary } from '../../../../test/support/made-up.ts';
import { evaluateLinkage } from '../evaluate/evaluate-linkage.ts';
import { linkRecords } from '../match/link-records.ts';
import type { ProjectedRecord } from '../match/match-records.ts';
import { refText } from '../model/source-record.ts';
import { SEMANTIC_TYPES } from '../model/semantic-types.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { projectRecord } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { openLinkage } from './open-linkage.ts';
import { planComparisons } from './plan-comparisons.ts';
import { trainLinkage } from './train-linkage.ts';

function modelOf(fields: Readonly<Record<string, string>>, match: object = {}): UnifiedModel {
  const map = Object.fromEntries(Object.keys(fields).map((field) => [field, field]));
  return parseModel('m', { fields, sources: { 'records.csv': { map } }, match });
}

function recordsOf(model: UnifiedModel, { rows }: LabelledSet): ProjectedRecord[] {
  return rows.map((row) => ({
    ref: { integration: 'records', stream: 'csv', key: row.record_id },
    projection: projectRecord(model, model.sources[0]!, row),
  }));
}

test.each<[string, LabelledSet, number]>([
  ['people without identifiers', voters(260, 1), 0.98],
  ['citations', papers(40, 2, 20), 0.98],
  ['restaurants', restaurants(400, 3), 0.97],
  ['songs of whole albums', songs(400, 4), 0.95],
  ['members of households', households(500, 7), 0.8],
  ['patients of families', families(700, 11), 0.97],
  ['customers with branches and subsidiaries', customers(400, 5), 0.95],
])('links %s without labels', (_, set, least) => {
  const file = { side: 'records' as const, name: 'set', columns: Object.keys(set.rows[0]!), rows: set.rows };
  const truth = { form: 'clusters' as const, clusterOf: set.entityOf };
  expect(evaluateLinkage(modelOf(set.fields), { files: [file], truth }).f1).toBeGreaterThan(least);
});

test.each(['text', 'company_name', 'person_name'])('a list of nothing but %s: the same is the same', (type) => {
  const words = vocabulary(400, random(8));
  const names = words.map((word, i) => `${word} ${words[(7 * i + 3) % 400]}`);
  const rows = [...names, 'ashcroft plastics', 'Ashcroft Plastics'].map((name, i) => ({ record_id: `r${i}`, name }));
  // Too few to learn from, and enough.
  for (const some of [rows.slice(300), rows]) {
    const model = modelOf({ name: type });
    const records = recordsOf(model, { fields: {}, rows: some, entityOf: new Map() });
    const projections = records.map(({ projection }) => projection);
    const linked = linkRecords(model, openLinkage(model, trainLinkage(model, projections)), records);
    const found = linked.clusters.filter(({ length }) => length > 1).map((refs) => refs.map(({ key }) => key));
    expect(found).toEqual([['r400', 'r401']]);
  }
});

test('where learning loses what it was to look for, the default weights hold, and it is tried again with more records', () => {
  const words = vocabulary(600, random(31));
  const others = words.map((word, i) => {
    const name = `${word} ${words[(7 * i + 3) % 600]}`;
    return { record_id: `s${i}`, name, email: `m@${word}.example`, phone: '+12125550100' };
  });
  // All matches there are: what these ten or so agree in looks like chance beside the rest.
  const entity = Array.from({ length: 250 }, (_, i) => ({
    record_id: `e${i}`,
    name: 'Quorn Wines',
    email: `q${i % 5}@quorn.example`,
    phone: `+1617555${1000 + i}`,
  }));
  const model = modelOf({ name: 'company_name', email: 'email', phone: 'phone' });
  const train = (rows: LabelledSet['rows']) => {
    const records = recordsOf(model, { fields: {}, rows, entityOf: new Map() });
    return trainLinkage(
      model,
      records.map(({ projection }) => projection),
    );
  };
  const weights = train([...others, ...entity]);
  expect(weights.records).toBe(0);
  const bitsOf = ({ comparisons }: typeof weights) => comparisons.map(({ bits }) => bits);
  expect(bitsOf(weights)).toEqual(bitsOf(train([])));
  // How few there are is learnt all the same.
  expect(weights.prior).toBeLessThan(-12);
});

test('records of one entity are one though each of its values has more holders than any may have', () => {
  const set = customers(330, 21);
  const rng = random(22);
  const [first] = set.rows;
  const copies = Array.from({ length: 420 }, (_, i) => {
    const row: Row & { record_id: string } = { ...first!, record_id: `large${i}` };
    for (const field of Object.keys(set.fields)) if (field !== 'name' && rng() < 0.2) row[field] = null;
    return row;
  });
  const entityOf = new Map([
    ...set.entityOf,
    ...copies.map((row) => [row.record_id, set.entityOf.get(first!.record_id)!] as const),
  ]);
  const rows = [...copies, ...set.rows];
  const file = { side: 'records' as const, name: 'set', columns: Object.keys(first!), rows };
  const found = evaluateLinkage(modelOf(set.fields), {
    files: [file],
    truth: { form: 'clusters', clusterOf: entityOf },
  });
  expect(found.f1).toBeGreaterThan(0.98);
});

test('weights, keys and clusters do not depend on the order of the records', () => {
  const set = restaurants(350, 6);
  const model = modelOf(set.fields);
  const records = recordsOf(model, set);
  const shuffled = records.toSorted((x, y) => (x.ref.key.slice(2) < y.ref.key.slice(2) ? -1 : 1));
  const weights = [records, shuffled].map((list) =>
    trainLinkage(
      model,
      list.map(({ projection }) => projection),
    ),
  );
  expect(weights[0]!.records).toBe(records.length);
  expect(weights[1]).toEqual(weights[0]);
  expect(JSON.parse(JSON.stringify(weights[0]))).toEqual(weights[0]);
  const [one, other] = [records, shuffled].map((list) => linkRecords(model, openLinkage(model, weights[0]!), list));
  expect(other!.clusters.map((each) => each.map(refText))).toEqual(one!.clusters.map((each) => each.map(refText)));
});

const VALUES = [
  'Acme Holding 12',
  'acme',
  'Ann Lee',
  'lee',
  'a@acme.com',
  'b@acme.com',
  '+1 415 555 0100',
  '4155550101',
];
const MORE = [
  'https://acme.com',
  'acme.de',
  '12 Main St',
  '14 Main Street',
  '94105',
  '2020-01-02',
  '2020-02-01',
  '1985',
  '7.5',
];
const everyType = Object.fromEntries(SEMANTIC_TYPES.map((type) => [type, type]));
const row = fc.record(
  Object.fromEntries(SEMANTIC_TYPES.map((type) => [type, fc.constantFrom(null, ...VALUES, ...MORE)])),
);

test('comparisons are symmetric, a value compared with itself is at the top level', () => {
  const model = modelOf(everyType);
  const comparisons = planComparisons(model, {});
  fc.assert(
    fc.property(row, row, (x, y) => {
      const [a, b] = [x, y].map((each) => projectRecord(model, model.sources[0]!, each));
      for (const comparison of comparisons) {
        const [left, right] = [comparison.read(a!), comparison.read(b!)];
        if (left === null || right === null) continue;
        const level = comparison.level(left, right);
        expect(comparison.level(right, left)).toBe(level);
        expect(level).toBeLessThan(comparison.levels.length);
        expect(comparison.level(left, left)).toBeLessThanOrEqual(0);
      }
    }),
    { numRuns: 500 },
  );
});

/** Enough speaks for a match but the names: it is kept for people, and the explanation says what keeps it. */
const nothing = Object.fromEntries(SEMANTIC_TYPES.map((type) => [type, null]));
const UNNAMED_PAIR: [Record<string, string | null>, Record<string, string | null>] = [
  { ...nothing, company_name: 'acme', person_name: '14 Main Street', text: 'https://acme.com' },
  { ...nothing, company_name: '1985', person_name: '14 Main Street', text: 'acme' },
];

test('evidence and prior add up to the weight; scores are symmetric', () => {
  const model = modelOf(everyType, { rules: [] });
  const linkage = openLinkage(model, trainLinkage(model, []));
  fc.assert(
    fc.property(row, row, (x, y) => {
      const [a, b] = [x, y].map((each) => linkage.prepare(projectRecord(model, model.sources[0]!, each)));
      const said = linkage.explain(a!, b!);
      const sum = said.evidence.reduce((total, { weight }) => total + weight, said.prior);
      if (said.veto === null) expect(said.weight).toBeCloseTo(sum, 6);
      else expect(said.weight).toBeLessThanOrEqual(-12);
      expect(linkage.score(b!, a!).weight).toBeCloseTo(said.weight, 6);
      expect(linkage.score(a!, b!)).toMatchObject({ band: said.band, rule: said.rule, veto: said.veto });
    }),
    { examples: [UNNAMED_PAIR] },
  );
});

test('rules of the model decide by themselves, weights say how much a field counts', () => {
  const fields = { name: 'company_name', code: 'category' };
  const [a, b] = [
    { name: 'Acme', code: 'x1' },
    { name: 'Bolt', code: 'x1' },
  ];
  const scored = (match: object) => {
    const model = modelOf(fields, match);
    const linkage = openLinkage(model, trainLinkage(model, []));
    const [x, y] = [a, b].map((each) => linkage.prepare(projectRecord(model, model.sources[0]!, each)));
    return linkage.explain(x!, y!);
  };
  expect(scored({}).band).toBe('none');
  expect(scored({ rules: [['code']] })).toMatchObject({ band: 'auto', rule: 'code' });
  const [name] = scored({ weights: { name: 0.5 } }).evidence;
  expect(name!.weight).toBeCloseTo(scored({}).evidence[0]!.weight / 2, 6);
});

test('a value that all share and an entity of 700 make boundedly many pairs', () => {
  const model = modelOf({ name: 'company_name', phone: 'phone' });
  const records = Array.from({ length: 5_000 }, (_, i): ProjectedRecord => {
    const name = i < 700 ? 'Penhale Logistics' : `company${(i * 7919) % 100_003} number${i}`;
    const projection = projectRecord(model, model.sources[0]!, { name, phone: '+442071234567' });
    return { ref: { integration: 'records', stream: 'csv', key: String(i) }, projection };
  });
  const linkage = openLinkage(
    model,
    trainLinkage(
      model,
      records.map(({ projection }) => projection),
    ),
  );
  const { scored, generic } = linkRecords(model, linkage, records);
  expect(scored).toBeLessThan(20 * records.length);
  expect(generic.find(({ kind }) => kind === 'phone')?.holders).toBe(5_000);
});
