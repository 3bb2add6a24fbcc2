import fc from 'fast-check';
import { COMPANY_FIELDS, mapOfItself } from '../../../../test/support/company-fields.ts';
import { refText } from '../model/source-record.ts';
import { projectRecord } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { matchKeys } from './match-keys.ts';
import { matchRecords, type ProjectedRecord } from './match-records.ts';
import { pairRecords } from './pair-records.ts';
import { isVetoed } from './veto.ts';

const fields = { ...COMPANY_FIELDS, tax: 'identifier' };
const model = parseModel('customer', { fields, sources: { 'crm.Account': { map: mapOfItself(fields) } } });

type Row = Record<string, string | null>;

function record(key: string, row: Row): ProjectedRecord {
  const [source] = model.sources;
  if (source === undefined) throw new Error('the model has a source');
  return { ref: { integration: 'crm', stream: 'Account', key }, projection: projectRecord(model, source, row) };
}

/** Rules by which two rows match, none when they do not. */
function match(a: Row, b: Row): string | null {
  const { edges } = matchRecords(model, [record('1', a), record('2', b)]);
  expect(edges.length).toBeLessThan(2);
  return edges[0]?.rule ?? null;
}

const ACME = {
  name: 'Acme, Inc.',
  phone: '336-222-7000',
  website: 'acme.com',
  street: '1 Main Street',
  city: 'Burlington',
  postcode: '27215',
};

test.each<[string, Row, Row, string | null]>([
  ['the same e-mail, however it is written', { email: 'Ann@Acme.com' }, { email: 'Ann <ann@acme.com>' }, 'email'],
  ['a name alone', { name: 'Acme' }, { name: 'ACME Inc' }, null],
  [
    'name and phone',
    { name: 'Acme', phone: '(336) 222-7000' },
    { name: 'ACME Inc', phone: '+1 336 222 7000 ext. 4' },
    'name+phone',
  ],
  [
    'name and the domain of an e-mail',
    { name: 'Acme', website: 'www.acme.com' },
    { name: 'Acme', email: 'b@acme.com' },
    'name+domain',
  ],
  [
    'name and a provider of free mail',
    { name: 'Acme', email: 'a@gmail.com' },
    { name: 'Acme', email: 'b@gmail.com' },
    null,
  ],
  ['name and postcode', { name: 'Acme', postcode: '27215' }, { name: 'Acme', postcode: '27215-1234' }, 'name+postcode'],
  ['name and street', { name: 'Acme', street: '1 Main Street' }, { name: 'Acme', street: '1 Main St.' }, 'name+street'],
  ['name and city', { name: 'Acme', city: 'St. Louis' }, { name: 'Acme', city: 'Saint Louis' }, 'name+city'],
  ['a parent and its subsidiary, all but the name shared', ACME, { ...ACME, name: 'Acme Logistics' }, null],
  ['the same tax number', { tax: '12-345' }, { tax: '12345' }, 'tax'],
  ['the strongest rule is named', { ...ACME, email: 'a@acme.com' }, { ...ACME, email: 'a@acme.com' }, 'email'],
  [
    'placeholders',
    { name: 'Unknown', city: 'Paris', tax: 'n/a' },
    { name: 'unknown', city: 'Paris', tax: 'N.A.' },
    null,
  ],
  ['mailboxes that are nobody’s', { email: 'noreply@acme.com' }, { email: 'noreply@acme.com' }, null],
  [
    'name and city, but neither phone nor website in common',
    { ...ACME, street: null, postcode: null },
    { name: 'Acme', city: 'Burlington', phone: '336-222-7001', website: 'acme.org' },
    null,
  ],
  [
    'name and city, another phone only',
    { name: 'Acme', city: 'Burlington', phone: '336-222-7000' },
    { name: 'Acme', city: 'Burlington', phone: '336-222-7001' },
    'name+city',
  ],
  [
    'another phone and e-mail, as a company has many',
    { ...ACME, email: 'a@acme.com', website: null },
    { ...ACME, email: 'b@acme.com', phone: '336-222-7001', website: null },
    'name+domain',
  ],
  [
    'the same e-mail takes the veto away',
    { ...ACME, email: 'a@acme.com' },
    { email: 'a@acme.com', phone: '336-222-7001', website: 'acme.org' },
    'email',
  ],
  ['empty records', {}, {}, null],
])('%s', (_, a, b, rule) => {
  expect(match(a, b)).toBe(rule);
  expect(match(b, a)).toBe(rule);
});

test('a key is stored whole, hashed only where an index could not hold it', () => {
  const { projection } = record('1', { name: 'Acme', phone: '336-222-7000', street: 'x'.repeat(900) });
  expect(matchKeys(model, projection)).toEqual([
    { kind: 'name+phone', value: '["acme","+13362227000"]' },
    { kind: 'name+street', value: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown },
  ]);
});

test('a value of too many holders makes no pairs and is reported', () => {
  const records = ['1', '2', '3', '4'].map((key) => ({
    ref: key,
    keys: [{ kind: 'email', value: 'info@acme.com' }, ...(key < '3' ? [{ kind: 'tax', value: '1' }] : [])],
  }));
  expect(pairRecords(records, 3)).toEqual({
    pairs: [{ a: '1', b: '2', kinds: ['tax'] }],
    generic: [{ kind: 'email', value: 'info@acme.com', holders: 4 }],
  });
  expect(pairRecords(records, 4).pairs).toHaveLength(6);
});

// Few values, so that they collide; some of them generic or unreadable.
const row = fc.record({
  name: fc.constantFrom(null, 'Acme', 'Acme Inc.', 'Bolt', 'unknown'),
  email: fc.constantFrom(null, 'a@acme.com', 'A@ACME.com', 'b@acme.com', 'c@gmail.com', 'nobody@x.com'),
  phone: fc.constantFrom(null, '336-222-7000', '+13362227000 x2', '336-222-7001'),
  website: fc.constantFrom(null, 'acme.com', 'https://www.acme.com', 'boltworks.com'),
  city: fc.constantFrom(null, 'Paris', 'PARIS', 'Rome'),
  tax: fc.constantFrom(null, '1-2', '12', '13'),
});

test('the edges are those of comparing every record with every other, in any order', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (rows, random) => {
      const records = rows.map((each, index) => record(String(index), each));
      const expected = records.flatMap((a, index) => records.slice(index + 1).flatMap((b) => oracle(a, b)));
      const shuffled = records.map((each) => ({ each, at: random.next().value })).sort((x, y) => x.at - y.at);
      const { edges, generic } = matchRecords(
        model,
        shuffled.map(({ each }) => each),
      );
      expect(generic).toEqual([]);
      expect(edges.map(({ a, b, rule }) => [a, b, rule].join(' ')).sort()).toEqual(expected.sort());
    }),
  );
});

/** The pair's edge, found without keys: by asking each rule of both records. */
function oracle(x: ProjectedRecord, y: ProjectedRecord): string[] {
  const [a, b] = refText(x.ref) < refText(y.ref) ? [x, y] : [y, x];
  const value = ({ projection }: ProjectedRecord, field: string) => projection.fields[field]?.normalised ?? null;
  const same = (field: string) => value(a, field) !== null && value(a, field) === value(b, field);
  const lines = [a, b].map((each) => value(each, 'phone')?.replace(/ ext.*/, ''));
  const domains = [a, b].map((each) =>
    [
      value(each, 'website'),
      value(each, 'email')
        ?.replace(/^nobody@.*/, '')
        .split('@')[1],
    ].filter((domain) => domain && domain !== 'gmail.com'),
  );
  const named = same('name') && value(a, 'name') !== 'unknown';
  const rules = [
    same('tax') && 'tax',
    same('email') && !value(a, 'email')?.startsWith('nobody') && 'email',
    named && domains[0]?.some((domain) => domains[1]?.includes(domain)) && 'name+domain',
    named && lines[0] !== undefined && lines[0] === lines[1] && 'name+phone',
    named && same('city') && 'name+city',
  ].filter((rule) => typeof rule === 'string');
  const [rule] = rules;
  return rule === undefined || isVetoed(model, a.projection, b.projection)
    ? []
    : [[refText(a.ref), refText(b.ref), rule].join(' ')];
}
