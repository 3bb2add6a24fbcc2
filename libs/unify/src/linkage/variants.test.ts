import { customers } from '../../../../test/support/labelled-records.ts';
import { linkRecords } from '../match/link-records.ts';
import type { ProjectedRecord } from '../match/match-records.ts';
import { projectRecord } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { openLinkage } from './open-linkage.ts';
import { trainLinkage } from './train-linkage.ts';

const COMPANY = { name: 'company_name', phone: 'phone', vat: 'identifier', street: 'street', city: 'city' };
const PERSON = {
  given: 'given_name',
  family: 'family_name',
  phone: 'phone',
  born: 'date',
  street: 'street',
  city: 'city',
};
const NAMED_AT = { name: 'person_name', born: 'date', street: 'street', city: 'city', phone: 'phone' };
const NAMED = { name: 'person_name', born: 'date', city: 'city' };

type Row = Readonly<Record<string, string>>;

/** Whether two records, alone in the world, are one entity by the default weights: mapped, normalised, keyed, scored, clustered. */
function areOne(fields: Row, a: Row, b: Row): boolean {
  const map = Object.fromEntries(Object.keys(fields).map((field) => [field, field]));
  const model = parseModel('m', { fields, sources: { 'records.csv': { map } } });
  const linkage = openLinkage(model, trainLinkage(model, []));
  const records = [a, b].map((row, at): ProjectedRecord => {
    const whole = Object.fromEntries(Object.keys(fields).map((field) => [field, row[field] ?? null]));
    const ref = { integration: 'records', stream: 'csv', key: String(at) };
    return { ref, projection: projectRecord(model, model.sources[0]!, whole) };
  });
  return linkRecords(model, linkage, records).clusters.length === 1;
}

test.each<[string, Row, Row]>([
  ['Cyrillic', { name: 'ООО «Ромашка»', city: 'Москва' }, { name: 'Romashka LLC', city: 'Moskva' }],
  ['Japanese', { name: '株式会社トヨタ', city: '名古屋' }, { name: 'トヨタ（株）', city: '名古屋' }],
  ['Greek', { name: 'ΑΛΦΑ Α.Ε.', city: 'Αθήνα' }, { name: 'Άλφα ΑΕ', city: 'ΑΘΗΝΑ' }],
  ['Arabic', { name: 'شركة النور ذ.م.م', city: 'دبي' }, { name: 'النور', city: 'دبي' }],
  ['Polish', { name: 'Żabka Spółka z o.o.', city: 'Łódź' }, { name: 'ZABKA SP. Z O.O.', city: 'Lodz' }],
  ['Mexican', { name: 'Cemex, S.A.B. de C.V.', city: 'Monterrey' }, { name: 'CEMEX', city: 'monterrey' }],
  ['Dutch', { name: 'Van Dijk B.V.', city: 'Utrecht' }, { name: 'van dijk', city: 'UTRECHT' }],
  ['Turkish', { name: 'Yıldız Holding A.Ş.', city: 'İstanbul' }, { name: 'Yildiz Holding', city: 'Istanbul' }],
  ['German streets', { name: 'Bolt GmbH', street: 'Hauptstraße 5' }, { name: 'Bolt', street: 'Hauptstr. 5' }],
  ['Spanish streets', { name: 'Bolt SL', street: 'C/ Mayor, nº 5' }, { name: 'Bolt', street: 'Calle Mayor 5' }],
  [
    'American streets',
    { name: 'Bolt', street: '12 N. Main St, Suite 4' },
    { name: 'Bolt', street: '12 North Main Street Ste 4' },
  ],
  ['a VAT number with moved digits', { name: 'Bolt', vat: 'DE 123 456 789' }, { name: 'Bolt', vat: 'DE123465789' }],
  [
    'a VAT number with digits far apart swapped',
    { name: 'Bolt', vat: 'DE 123 456 789' },
    { name: 'Bolt', vat: 'DE 173 456 289' },
  ],
  [
    'a phone number with moved digits',
    { name: 'Bolt Ltd', phone: '020 7946 0958' },
    { name: 'Bolt', phone: '+44 20 7964 0958' },
  ],
])('companies are one by %s', (_, a, b) => {
  expect(areOne(COMPANY, a, b)).toBe(true);
});

test.each<[string, Row, Row]>([
  ['legal forms only', { name: 'AS Roma', city: 'Roma' }, { name: 'Roma Ltd', city: 'Roma' }],
  [
    'a word that is no form there',
    { name: 'Co Foo Design', phone: '020 7946 0958' },
    { name: 'Design', phone: '020 7946 0111' },
  ],
  ['branch numbers', { name: 'Bolt 12', city: 'York' }, { name: 'Bolt 14', city: 'York' }],
  [
    'other VAT numbers and phones',
    { name: 'Bolt', vat: 'DE123456789', phone: '030 1234567' },
    { name: 'Bolt', vat: 'DE987654321', phone: '030 7654321' },
  ],
])('companies stay apart by %s', (_, a, b) => {
  expect(areOne(COMPANY, a, b)).toBe(false);
});

/** So many others that weights are learnt, none of them a holding. */
const OTHERS = customers(300, 9);

test('a parent and its holding at one address wait for people, however much was learnt', () => {
  const place = {
    street: '12 Penhale Street',
    city: 'Exeter',
    postcode: '10115',
    phone: '0301234567',
    website: 'penhale.com',
  };
  const pair: Row[] = [
    { name: 'Penhale Gruber GmbH', email: 'info@penhale.com', ...place },
    { name: 'Penhale Gruber Holding GmbH', email: 'info@penhale.com', ...place },
  ];
  const map = Object.fromEntries(Object.keys(OTHERS.fields).map((field) => [field, field]));
  const model = parseModel('m', { fields: OTHERS.fields, sources: { 'records.csv': { map } } });
  const project = (row: object) => projectRecord(model, model.sources[0]!, row as Record<string, string>);
  const linkage = openLinkage(model, trainLinkage(model, [...OTHERS.rows, ...pair].map(project)));
  expect(linkage.weights.records).toBeGreaterThan(300);
  const [parent, holding] = pair.map((row) => linkage.prepare(project(row)));
  const said = linkage.explain(parent!, holding!);
  expect(said.band).toBe('review');
  expect(said.evidence.at(-1)).toMatchObject({ level: 'other structure' });
  expect(linkage.score(holding!, parent!)).toMatchObject({ band: 'review', weight: said.weight });
  // Two ways to write one holding are one.
  const plural = linkage.prepare(project({ ...pair[1]!, name: 'Penhale Gruber Holdings' }));
  expect(linkage.score(holding!, plural).band).toBe('auto');
});

test('a branch elsewhere waits for people, one company that has moved does not', () => {
  const [here, there] = [
    { street: '12 Penhale Street', city: 'Exeter', postcode: '10115', phone: '0301234567' },
    { street: '7 Ybarra Lane', city: 'Norwich', postcode: '80331', phone: '0897654321' },
  ];
  const site = { website: 'penhale.com', email: 'info@penhale.com' };
  const map = Object.fromEntries(Object.keys(OTHERS.fields).map((field) => [field, field]));
  const model = parseModel('m', { fields: OTHERS.fields, sources: { 'records.csv': { map } } });
  const project = (row: object) => projectRecord(model, model.sources[0]!, row as Record<string, string>);
  const linkage = openLinkage(model, trainLinkage(model, []));
  const company = linkage.prepare(project({ name: 'Penhale Gruber GmbH', ...site, ...here }));
  const said = (row: object) => linkage.explain(company, linkage.prepare(project({ ...site, ...row })));
  const branch = said({ name: 'Penhale Gruber Norwich', ...there });
  expect(branch).toMatchObject({ band: 'review', rule: 'email' });
  expect(branch.evidence.at(-1)).toMatchObject({ level: 'elsewhere' });
  expect(branch.evidence.reduce((sum, { weight }) => sum + weight, branch.prior)).toBeCloseTo(branch.weight, 6);
  // The same name, or the same telephone, or an address that is not known well enough.
  expect(said({ name: 'Penhale Gruber', ...there }).band).toBe('auto');
  expect(said({ name: 'Penhale Gruber Norwich', ...there, phone: here.phone }).band).toBe('auto');
  expect(said({ name: 'Penhale Gruber Norwich', city: 'Norwich' }).band).toBe('auto');
});

test.each<[string, Row, string, Row, Row]>([
  ['two given names', PERSON, 'family', { given: 'Ada', family: 'Penhale' }, { given: 'Otto', family: 'Penhale' }],
  ['a given name that is not known', PERSON, 'family', { given: 'Ada', family: 'Penhale' }, { family: 'Penhale' }],
  ['two full names', NAMED_AT, 'family', { name: 'Ada Penhale' }, { name: 'Penhale, Otto' }],
])('two of one family at one address wait for people: %s', (_, fields, level, a, b) => {
  const place = { street: '12 Penhale Street', city: 'Exeter', phone: '01392 496101' };
  const map = Object.fromEntries(Object.keys(fields).map((field) => [field, field]));
  const model = parseModel('m', { fields, sources: { 'records.csv': { map } } });
  const linkage = openLinkage(model, trainLinkage(model, []));
  const said = (more: Row = {}) => {
    const [x, y] = [a, b].map((row) => {
      const whole = Object.fromEntries(Object.keys(fields).map((f) => [f, { ...row, ...place, ...more }[f] ?? null]));
      return linkage.prepare(projectRecord(model, model.sources[0]!, whole));
    });
    return linkage.explain(x!, y!);
  };
  expect(said()).toMatchObject({ band: 'review' });
  expect(said().evidence.at(-1)).toMatchObject({ level });
  // A birthday is one person's.
  expect(said({ born: '1980-05-12' }).band).toBe('auto');
});

test.each([
  [-7, 'review'],
  [-4, 'auto'], // of those who lived centuries ago it is learnt that one has several
])('two given names at one address, learnt to say %d bits: %s', (bits, band) => {
  const map = Object.fromEntries(Object.keys(PERSON).map((field) => [field, field]));
  const model = parseModel('m', { fields: PERSON, sources: { 'records.csv': { map } } });
  const known = trainLinkage(model, []);
  const comparisons = known.comparisons.map((each) =>
    each.field === 'given' ? { ...each, bits: each.bits.with(-1, bits) } : each,
  );
  const linkage = openLinkage(model, { ...known, records: 1000, comparisons });
  const [x, y] = ['Ada', 'Otto'].map((given) => {
    const row = { given, family: 'Penhale', street: '12 Penhale Street', city: 'Exeter', phone: '01392 496101' };
    return linkage.prepare(projectRecord(model, model.sources[0]!, row));
  });
  expect(linkage.explain(x!, y!).band).toBe(band);
});

test('given and family name that changed places count once', () => {
  const map = Object.fromEntries(Object.keys(PERSON).map((field) => [field, field]));
  const model = parseModel('m', { fields: PERSON, sources: { 'records.csv': { map } } });
  const linkage = openLinkage(model, trainLinkage(model, []));
  const prepare = (row: Row) => {
    const whole = Object.fromEntries(Object.keys(PERSON).map((field) => [field, row[field] ?? null]));
    return linkage.prepare(projectRecord(model, model.sources[0]!, whole));
  };
  const [written, same] = [
    { given: 'Ada', family: 'Penhale' },
    { given: 'Ada', family: 'Penhale' },
  ].map(prepare);
  const weightOf = (row: Row) => linkage.score(written!, prepare(row)).weight;
  const exact = linkage.score(written!, same!).weight;
  expect(weightOf({ given: 'Penhale', family: 'Ada' })).toBeLessThan(exact);
  expect(weightOf({ given: 'Penhale', family: 'Ada Maria' })).toBe(weightOf({ given: 'Penhale', family: 'Ada' }));
});

test.each([
  ['William', 'Bill', 'Penhale'],
  ['Francisco', 'Paco', 'Ybarra'],
  ['José María', 'Chema', 'Ybarra'],
  ['Johannes', 'Hans', 'Zwingli'],
  ['Elisabeth', 'Sissi', 'Zwingli'],
  ['Jean-Baptiste', 'Baptiste', 'Lefèvre'],
  ['Frédéric', 'Fred', 'Lefèvre'],
  ['Giuseppe', 'Beppe', 'Bellandi'],
  ['Cornelis', 'Kees', 'Hoogland'],
  ['Александр', 'Саша', 'Ветров'],
  ['Dmitry', 'Дима', 'Ветров'],
  ['João', 'Joaozinho', 'Queiroz'],
])('people are one by nickname: %s, %s', (full, short, family) => {
  const [a, b] = [
    { given: full, family, born: '1980-05-12' },
    { given: short, family, born: '1980-05-12' },
  ];
  expect(areOne(PERSON, a, b)).toBe(true);
  if (full.includes(' ')) return; // within a full name, nicknames are told word by word
  const names = [a, b].map(({ given, born }) => ({ name: `${given} ${family}`, born }));
  expect(areOne(NAMED, names[0]!, names[1]!)).toBe(true);
});

test.each<[string, Row, Row]>([
  [
    'swapped parts',
    { given: 'Ada', family: 'Penhale', born: '1980-05-12' },
    { given: 'Penhale', family: 'Ada', born: '1980-05-12' },
  ],
  [
    'typos',
    { given: 'Katharine', family: 'Penhale', city: 'Exeter', phone: '01392 496101' },
    { given: 'Kathrine', family: 'Penahle', city: 'Exeter', phone: '01392 496101' },
  ],
  [
    'a year of birth',
    { given: 'Ada', family: 'Penhale', born: '1980', city: 'Exeter' },
    { given: 'Ada', family: 'Penhale', born: '1980-05-12', city: 'Exeter' },
  ],
  [
    'a month of birth',
    { given: 'Ada', family: 'Penhale', born: '05/1980', city: 'Exeter' },
    { given: 'Ada', family: 'Penhale', born: 'May 12, 1980', city: 'Exeter' },
  ],
])('people are one by %s', (_, a, b) => {
  expect(areOne(PERSON, a, b)).toBe(true);
});

test.each<[string, Row, Row]>([
  [
    'another month',
    { given: 'Ada', family: 'Penhale', born: '05/1980' },
    { given: 'Ada', family: 'Penhale', born: '06/1981' },
  ],
  [
    'another given name',
    { given: 'Ada', family: 'Penhale', born: '1980-05-12' },
    { given: 'Otto', family: 'Penhale', born: '1980-05-12' },
  ],
  [
    'another family name',
    { given: 'Ada', family: 'Penhale', city: 'Exeter' },
    { given: 'Ada', family: 'Zwingli', city: 'Exeter' },
  ],
])('people stay apart by %s', (_, a, b) => {
  expect(areOne(PERSON, a, b)).toBe(false);
});
