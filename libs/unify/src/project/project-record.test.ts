import { parseModel } from '../weft-file/parse-weft-file.ts';
import { pathReader } from './read-path.ts';
import { projectRecord } from './project-record.ts';

const model = parseModel('customer', {
  fields: { name: 'company_name', email: 'email', phone: 'phone', country: 'country', tag: 'category', status: 'text' },
  sources: {
    'quickbooks.Customer': {
      map: {
        name: { first_of: ['CompanyName', 'DisplayName'] },
        email: 'PrimaryEmailAddr.Address',
        phone: 'PrimaryPhone.FreeFormNumber',
        country: 'BillAddr.Country',
        tag: { const: 'Customer' },
        status: { lookup: { True: 'active', False: 'gone' }, from: 'Active' },
      },
    },
    'crm.Person': {
      map: { name: { join: ['First', 'Middle', 'Last'] }, email: { join: ['User', 'Host'], with: '@' } },
      updated_at: 'Changed.At',
    },
  },
});
const [quickbooks, crm] = model.sources;

function project(source: typeof quickbooks, record: Record<string, string | null>) {
  if (source === undefined) throw new Error('the model has two sources');
  return projectRecord(model, source, record);
}

test('maps and normalises, keeping the value as the source wrote it', () => {
  const projection = project(quickbooks, {
    CompanyName: '  ',
    DisplayName: ' ACME, Inc. ',
    PrimaryEmailAddr: `{'Address': 'Ann@Acme.com', 'Default': None}`,
    PrimaryPhone: '{"FreeFormNumber": "020 7946 0958"}',
    BillAddr: `{'Id': '5', 'Country': 'England'}`,
    Active: 'True',
    MetaData__LastUpdatedTime: '2020-06-20T12:00:00-08:00',
  });
  expect(projection).toEqual({
    fields: {
      name: { value: 'ACME, Inc.', normalised: 'acme' },
      email: { value: 'Ann@Acme.com', normalised: 'ann@acme.com' },
      phone: { value: '020 7946 0958', normalised: '+442079460958' },
      country: { value: 'England', normalised: 'GB' },
      tag: { value: 'Customer', normalised: 'customer' },
      status: { value: 'active', normalised: 'active' },
    },
    sourceTime: '2020-06-20T20:00:00.000Z',
  });
});

test('a record without any of it has no values', () => {
  const { fields, sourceTime } = project(quickbooks, {
    PrimaryEmailAddr: 'garbage {',
    Active: 'maybe',
    PrimaryPhone: null,
  });
  expect(Object.entries(fields).filter(([, field]) => field.value !== null)).toEqual([
    ['tag', { value: 'Customer', normalised: 'customer' }],
  ]);
  expect(sourceTime).toBeNull();
});

test('join leaves out what is empty; a declared time is taken, and no other', () => {
  const { fields, sourceTime } = project(crm, {
    First: 'Ann',
    Middle: '',
    Last: ' Lee',
    User: null,
    Host: null,
    Changed: '{"At": "no time"}',
    updated_at: '2020-01-01',
  });
  expect(fields.name?.value).toBe('Ann Lee');
  expect(fields.email?.value).toBeNull();
  expect(sourceTime).toBeNull();
  expect(project(crm, { Changed: '{"At": "2020-01-01"}' }).sourceTime).toBe('2020-01-01T00:00:00.000Z');
});

test('a value keeps every character, except those that Postgres cannot hold', () => {
  const value = (record: Record<string, string>) => project(quickbooks, record).fields.name?.value;
  expect(value({ CompanyName: '\u00a0 Ünï\u200b  "x"\t1.10 \n' })).toBe('Ünï\u200b  "x"\t1.10');
  expect(value({ CompanyName: 'a\u0000b\ud800' })).toBe('ab\ufffd');
});

test('a path finds a column by its exact name, with __, or inside JSON and Python text', () => {
  const address = { 'A.B': 'exact', A__B: 'flat', A: '{"B": "nested"}' };
  expect(pathReader(address)('A.B')).toBe('exact');
  expect(pathReader({ ...address, 'A.B': null })('A.B')).toBe('flat');
  expect(pathReader({ A: address.A })('A.B')).toBe('nested');
  expect(pathReader({ 'A.B': '{"C": 1}', A__B: '{"C": 2}' })('A.B.C')).toBe('1');
  expect(pathReader({ A__B: "{'C': ['x', {'D': 1.10}]}" })('A.B.C.1.D')).toBe('1.10');
  expect(pathReader({ Emails: '[{"Address": "x@y.z"}]' })('Emails.0.Address')).toBe('x@y.z');
});

test('a path indexes lists in both spellings, flattened and nested', () => {
  const nested = { emails: `[{'value': 'a'}, {'value': 'b', 'tags': [['x', 'y']]}]`, 'q[0]': 'exact', q: '["other"]' };
  const read = pathReader(nested);
  expect(
    ['emails[1].value', 'emails.1.value', 'emails[1].tags[0][1]', 'q[0]', 'q.0', 'emails[2].value'].map(read),
  ).toEqual(['b', 'b', 'y', 'exact', 'other', null]);
  expect(pathReader({ emails__0__value: 'flat' })('emails[0].value')).toBe('flat');
  expect(pathReader({ 'emails.0.value': 'dotted' })('emails[0].value')).toBe('dotted');
  expect(pathReader({ list: '["only"]' })('list[0]')).toBe('only');
});

test('a mapping that fails names model, source, field and record; with a report the field has no value', () => {
  const strict = parseModel('order', {
    fields: { total: 'number', note: 'text' },
    sources: { 'shop.Order': { map: { total: { jsonata: '$number(Total)' }, note: 'Note' } } },
  });
  const [source] = strict.sources;
  const record = { Total: 'twelve', Note: 'n' };
  const message =
    'model order, source shop.Order, field total: its mapping failed on record 7: Unable to cast value to a number: "twelve"';
  expect(() => projectRecord(strict, source!, record, { key: '7' })).toThrow(message);
  const faults: string[] = [];
  const { fields } = projectRecord(strict, source!, record, {
    key: '7',
    report: (fault) => faults.push(fault.message),
  });
  expect(faults).toEqual([message]);
  expect([fields.total?.value, fields.note?.value]).toEqual([null, 'n']);
});

test.each([
  ['A.C', null],
  ['A.B.C', null],
  ['A.B.0', null],
  ['L.2', null],
  ['L.x', null],
  ['L.-1', null],
  ['A.N', null],
  ['A.__proto__', null],
  ['toString', null],
  ['A.big', '9007199254740993'],
  ['A.yes', 'true'],
  ['A', `{'B': 'x', 'N': None, 'big': 9007199254740993, 'yes': True}`],
  ['O.in', '{"n":1.0,"l":["a",null]}'],
])('path %s gives %j', (path, value) => {
  const record = {
    A: `{'B': 'x', 'N': None, 'big': 9007199254740993, 'yes': True}`,
    L: '[1, 2]',
    O: `{'in': {'n': 1.0, 'l': ('a', None)}}`,
  };
  expect(pathReader(record)(path)).toBe(value);
});
