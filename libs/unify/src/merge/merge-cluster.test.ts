import fc from 'fast-check';
import { COMPANY_FIELDS, mapOfItself } from '../../../../test/support/company-fields.ts';
import { refText } from '../model/source-record.ts';
import type { SurvivalRule, UnifiedModel } from '../model/unified-model.ts';
import { projectRecord } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { type ClusterMember, mergeCluster } from './merge-cluster.ts';

const { postcode: _, ...WITHOUT_POSTCODE } = COMPANY_FIELDS;
const FIELDS = { ...WITHOUT_POSTCODE, country: 'country' };
const map = mapOfItself(FIELDS);

function modelWith(survive: Record<string, SurvivalRule>, fields: Record<string, unknown> = FIELDS): UnifiedModel {
  const mapped = mapOfItself(fields);
  return parseModel('customer', {
    fields,
    sources: { 'crm.Account': { map: mapped }, 'books.Customer': { map: mapped } },
    survive,
  });
}

function member(model: UnifiedModel, place: 0 | 1, key: string, row: Record<string, string | null>): ClusterMember {
  const source = model.sources[place];
  if (source === undefined) throw new Error('the model has two sources');
  return {
    ref: { integration: source.integration, stream: source.stream, key },
    projection: projectRecord(model, source, row),
  };
}

const recent = modelWith({ default: 'most_recent' });

test('the most recent value survives, with its origin and the losers', () => {
  const { data, provenance, sources } = mergeCluster(recent, [
    member(recent, 1, '58', { name: 'ACME', email: 'A@Acme.com', updated_at: '2020-01-02' }),
    member(recent, 0, '001', { name: 'Acme, Inc.', email: null, updated_at: '2020-01-03' }),
    member(recent, 1, '59', { name: 'Acme', email: 'a@acme.com' }),
  ]);
  expect(data).toEqual({
    ...map,
    name: 'Acme, Inc.',
    email: 'a@acme.com',
    phone: null,
    website: null,
    street: null,
    city: null,
    country: null,
  });
  expect(provenance).toEqual({
    name: {
      from: 'crm.Account:001',
      rule: 'most_recent',
      losers: [
        { from: 'books.Customer:58', value: 'ACME' },
        { from: 'books.Customer:59', value: 'Acme' },
      ],
    },
    email: { from: 'books.Customer:58', rule: 'most_recent', losers: [] },
  });
  expect(sources.map(refText)).toEqual(['crm.Account:001', 'books.Customer:58', 'books.Customer:59']);
});

test('e-mail, phone and domain are shown normalised where that is possible, everything else as written', () => {
  const values = (row: Record<string, string>) => mergeCluster(recent, [member(recent, 0, '1', row)]).data;
  expect(
    values({
      name: ' ACME ',
      email: 'Ann <ANN@acme.com>',
      phone: '(336) 222-7000 x4',
      website: 'https://www.acme.com/',
      country: 'usa',
    }),
  ).toEqual({
    name: 'ACME',
    email: 'ann@acme.com',
    phone: '+13362227000 ext. 4',
    website: 'acme.com',
    street: null,
    city: null,
    country: 'usa',
  });
  expect(values({ email: 'n/a', phone: '222-7000', website: 'soon' })).toMatchObject({
    email: 'n/a',
    phone: '222-7000',
    website: 'soon',
  });
});

test('a value that is none of its type survives only where nobody has a real one', () => {
  const { data, provenance } = mergeCluster(recent, [
    member(recent, 0, '1', { email: 'none', updated_at: '2021-01-01' }),
    member(recent, 1, '2', { email: 'a@acme.com', updated_at: '2020-01-01' }),
  ]);
  expect(data.email).toBe('a@acme.com');
  expect(provenance.email?.losers).toEqual([{ from: 'crm.Account:1', value: 'none' }]);
});

test.each<[SurvivalRule, string, string]>([
  [['books', 'crm'], 'b2', 'source_priority'],
  [['books.Customer'], 'b2', 'source_priority'],
  [['crm'], 'c1', 'source_priority'],
  ['most_recent', 'c1', 'most_recent'],
  ['most_frequent', 'B3', 'most_frequent'],
  ['most_complete', 'bbbb', 'most_complete'],
])('rule %j', (rule, expected, name) => {
  const model = modelWith({ name: rule });
  const values: [0 | 1, string, string][] = [
    [0, 'c1', '2020-01-09'],
    [1, 'b2', '2020-01-08'],
    [1, 'B3', '2020-01-07'],
    [0, 'b3', '2020-01-06'],
    [1, 'bbbb', '2020-01-05'],
  ];
  const members = values.map(([place, value, time], index) =>
    member(model, place, String(index), { name: value, updated_at: time }),
  );
  const { data, provenance } = mergeCluster(model, members);
  expect([data.name, provenance.name?.rule]).toEqual([expected, name]);
});

test('an address survives as a whole', () => {
  const members = [
    member(recent, 0, '1', { street: '1 Main St', city: null, country: 'US', updated_at: '2020-01-01' }),
    member(recent, 1, '2', { street: '2 Oak Ave', city: 'Rome', updated_at: '2019-01-01' }),
    member(recent, 1, '3', { country: 'DE', updated_at: '2022-01-01' }),
  ];
  const { data, provenance } = mergeCluster(recent, members);
  expect([data.street, data.city, data.country]).toEqual(['1 Main St', null, 'US']);
  expect(provenance.street).toEqual({
    from: 'crm.Account:1',
    rule: 'most_recent',
    losers: [{ from: 'books.Customer:2', value: '2 Oak Ave' }],
  });
  expect(provenance.country?.losers).toEqual([{ from: 'books.Customer:3', value: 'DE' }]);
  expect(provenance.city).toBeUndefined();
  expect(mergeCluster(modelWith({ default: 'most_complete' }), members).data.city).toBeNull();
  expect(mergeCluster(modelWith({ default: ['books'] }), members).data.city).toBe('Rome');
});

test('an address field with a rule of its own stands alone', () => {
  const model = modelWith({ country: 'most_recent' });
  const { data } = mergeCluster(model, [
    member(model, 0, '1', { street: '1 Main St', city: 'Rome', updated_at: '2020-01-01' }),
    member(model, 1, '2', { country: 'DE', updated_at: '2019-01-01' }),
  ]);
  expect([data.street, data.city, data.country]).toEqual(['1 Main St', 'Rome', 'DE']);
});

test('an address survives by a rule of its own', () => {
  const books = { street: 'Ring 2', city: 'Ulm', updated_at: '2020-01-01' };
  const crm = { street: 'Main St 1', city: 'Bonn', name: 'Acme', updated_at: '2021-01-01' };
  const trusted = modelWith({ address: ['books', 'crm'] });
  const { data, provenance } = mergeCluster(trusted, [member(trusted, 0, '1', crm), member(trusted, 1, '2', books)]);
  expect(data).toMatchObject({ name: 'Acme', street: 'Ring 2', city: 'Ulm' });
  expect(provenance.city).toMatchObject({ from: 'books.Customer:2', rule: 'source_priority' });

  const fields = { billing_street: 'street', billing_city: 'city', shipping_street: 'street', shipping_city: 'city' };
  const two = modelWith({ billing_address: ['books'] }, fields);
  const row = (place: string) => Object.fromEntries(Object.keys(fields).map((field) => [field, place]));
  const merged = mergeCluster(two, [
    member(two, 0, '1', { ...row('Bonn'), updated_at: '2021-01-01' }),
    member(two, 1, '2', row('Ulm')),
  ]);
  expect(merged.data).toEqual({ ...row('Bonn'), billing_street: 'Ulm', billing_city: 'Ulm' });
});

test('billing and shipping addresses survive each for itself', () => {
  const model = modelWith(
    {},
    {
      billing_street: 'street',
      billing_postal_code: 'postcode',
      shipping_street: 'street',
      shipping_postal_code: 'postcode',
    },
  );
  const { data } = mergeCluster(model, [
    member(model, 0, '1', { billing_street: 'a', shipping_postal_code: '1', updated_at: '2020-01-02' }),
    member(model, 1, '2', {
      billing_postal_code: '2',
      shipping_street: 'b',
      shipping_postal_code: '3',
      updated_at: '2020-01-01',
    }),
  ]);
  expect(data).toEqual({
    billing_street: 'a',
    billing_postal_code: null,
    shipping_street: 'b',
    shipping_postal_code: '3',
  });
});

test('a field with many values keeps all that differ, best first', () => {
  const fields = { name: 'company_name', emails: { type: 'email', many: true }, city: { type: 'city', many: false } };
  const model = modelWith({ emails: ['books'] }, fields);
  expect([model.many, model.fields.emails, model.fields.city]).toEqual([['emails'], 'email', 'city']);
  const members = [
    member(model, 0, '1', { emails: 'B@acme.example', updated_at: '2021-01-01' }),
    member(model, 0, '2', { emails: 'n/a' }),
    member(model, 1, '3', { emails: 'a@acme.example', updated_at: '2020-01-01' }),
    member(model, 1, '4', { emails: 'b@acme.example', updated_at: '2019-01-01' }),
  ];
  const { data, provenance } = mergeCluster(model, members);
  expect(data.emails).toEqual(['a@acme.example', 'b@acme.example']);
  expect(provenance.emails).toEqual({
    from: 'books.Customer:3',
    rule: 'source_priority',
    losers: [],
    values: [
      { from: 'books.Customer:3', value: 'a@acme.example' },
      { from: 'books.Customer:4', value: 'b@acme.example' },
    ],
  });
  expect(mergeCluster(model, members.slice(1, 2)).data.emails).toEqual(['n/a']);
  expect(mergeCluster(model, [member(model, 0, '5', { name: 'Acme' })]).data.emails).toBeNull();
});

const row = fc.record({
  place: fc.constantFrom(0 as const, 1 as const),
  name: fc.constantFrom(null, 'Acme', 'ACME', 'Acme Incorporated', 'Bolt', '--'),
  updated_at: fc.constantFrom(null, '2020-01-01', '2020-01-02', '2020-01-03'),
});
const rule = fc.constantFrom<SurvivalRule>('most_recent', 'most_frequent', 'most_complete', ['books', 'crm'], ['crm']);

test('no other record would be preferred to the winner, in any order of the members', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), rule, (rows, survivalRule) => {
      const model = modelWith({ name: survivalRule });
      const members = rows.map(({ place, ...values }, index) => member(model, place, String(index), values));
      const { data, provenance } = mergeCluster(model, members);
      expect(mergeCluster(model, members.toReversed())).toEqual({
        data,
        provenance,
        sources: mergeCluster(model, members).sources,
      });
      expect(data.name).toBe(oracle(rows, survivalRule)?.name ?? null);
      expect(provenance.name?.from.split(':')[1]).toBe(oracle(rows, survivalRule)?.key);
    }),
    { numRuns: 300 },
  );
});

test('many values are what merging again and again without the winners would give', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), rule, (rows, survivalRule) => {
      const one = modelWith({ name: survivalRule });
      const many = modelWith({ name: survivalRule }, { ...FIELDS, name: { type: 'company_name', many: true } });
      const members = rows.map(({ place, ...values }, index) => member(many, place, String(index), values));
      const { data, provenance } = mergeCluster(many, members);
      expect(mergeCluster(many, members.toReversed())).toMatchObject({ data, provenance });
      const normal = ({ projection }: ClusterMember) => projection.fields.name?.normalised ?? null;
      let left = members.some((each) => normal(each) !== null)
        ? members.filter((each) => normal(each) !== null)
        : members;
      const expected: unknown[] = [];
      for (;;) {
        const { name } = mergeCluster(one, left).data;
        if (typeof name !== 'string') break;
        expected.push(name);
        const winner = left.find(({ projection }) => projection.fields.name?.value === name)!;
        left = left.filter((each) => (normal(each) ?? each.projection.fields.name?.value) !== (normal(winner) ?? name));
      }
      expect(data.name ?? []).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

/** The winner by eliminating, criterion after criterion, every record that is not the best in it. */
function oracle(rows: { place: number; name: string | null; updated_at: string | null }[], survivalRule: SurvivalRule) {
  const normal = (name: string) => name.toLowerCase().replace(/ inc.*/, '');
  const all = rows.flatMap(({ place, name, updated_at }, index) =>
    name === null ? [] : [{ place, name, time: updated_at ?? '', key: String(index) }],
  );
  const offers = all.some(({ name }) => name !== '--') ? all.filter(({ name }) => name !== '--') : all;
  type Offer = (typeof all)[number];
  const list = Array.isArray(survivalRule) ? (survivalRule as string[]) : [];
  const criteria: ((offer: Offer) => number | string)[] = [
    ({ place }) => (list.includes(['crm', 'books'][place] ?? '') ? 9 - list.indexOf(['crm', 'books'][place] ?? '') : 0),
    ({ name }) =>
      survivalRule === 'most_frequent' ? offers.filter((each) => normal(each.name) === normal(name)).length : 0,
    ({ name }) => (survivalRule === 'most_complete' ? name.length : 0),
    ({ time }) => time,
    ({ place }) => -place,
    ({ key }) => -Number(key),
  ];
  return criteria.reduce((left, criterion) => {
    const values = left.map(criterion);
    const best = values.reduce((x, y) => (y > x ? y : x), values[0] ?? 0);
    return left.filter((offer) => criterion(offer) === best);
  }, offers)[0];
}
