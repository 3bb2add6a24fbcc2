import { parseIntegration, parseModel, parseWeftFile } from './parse-weft-file.ts';
import type { WeftFile } from './weft-file.ts';
import { WeftFileError } from './weft-file-error.ts';

test('reads the documented example', () => {
  const { written, ...file } = parseWeftFile(
    `
integrations:
  salesforce:
    streams:
      Account: { key: Id, kind: full, version: SystemModstamp, ignore: [LastViewedDate], deletedWhen: { IsDeleted: true } }
  quickbooks:
    streams:
      Customer: { key: Id }
      GeneralLedgerCashReport: { key: none, scope: { column: Date } }
sources:
  - directory: ./sync-output/{tenant}/{integration}/{stream}-*.csv
    schedule: "*/15 * * * *"
models:
  customer:
    fields: { name: company_name, email: email, phone: phone, website: domain, street: street, city: city, postcode: postcode }
    sources:
      salesforce.Account: { unique: true, map: { name: Name, phone: Phone, website: Website, street: BillingStreet, city: BillingCity, postcode: BillingPostalCode } }
      quickbooks.Customer: { unique: true, map: { name: { first_of: [CompanyName, DisplayName] }, email: PrimaryEmailAddr.Address, phone: PrimaryPhone.FreeFormNumber } }
    match: { auto: 0.95, review: 0.6 }
    survive: { default: most_recent, name: [salesforce, quickbooks] }
`,
    'weft.yaml',
  );
  const expected: Omit<WeftFile, 'written'> = {
    integrations: {
      salesforce: {
        streams: {
          Account: {
            key: ['Id'],
            kind: 'full',
            version: 'SystemModstamp',
            ignore: ['LastViewedDate'],
            deletedWhen: { IsDeleted: 'true' },
          },
        },
      },
      quickbooks: {
        streams: { Customer: { key: ['Id'] }, GeneralLedgerCashReport: { key: 'none', scope: { column: 'Date' } } },
      },
    },
    sources: [
      { kind: 'directory', pattern: './sync-output/{tenant}/{integration}/{stream}-*.csv', schedule: '*/15 * * * *' },
    ],
    models: [
      {
        name: 'customer',
        fields: {
          name: 'company_name',
          email: 'email',
          phone: 'phone',
          website: 'domain',
          street: 'street',
          city: 'city',
          postcode: 'postcode',
        },
        order: ['name', 'email', 'phone', 'website', 'street', 'city', 'postcode'],
        sources: [
          {
            integration: 'salesforce',
            stream: 'Account',
            unique: true,
            map: {
              name: 'Name',
              phone: 'Phone',
              website: 'Website',
              street: 'BillingStreet',
              city: 'BillingCity',
              postcode: 'BillingPostalCode',
            },
          },
          {
            integration: 'quickbooks',
            stream: 'Customer',
            unique: true,
            map: {
              name: { first_of: ['CompanyName', 'DisplayName'] },
              email: 'PrimaryEmailAddr.Address',
              phone: 'PrimaryPhone.FreeFormNumber',
            },
          },
        ],
        match: { auto: 0.95, review: 0.6 },
        survive: { default: 'most_recent', fields: { name: ['salesforce', 'quickbooks'] } },
      },
    ],
  };
  expect(file).toEqual(expected);
  expect(JSON.parse(JSON.stringify(file))).toEqual(expected);
  expect(written.customer).toMatchObject({
    fields: { name: 'company_name' },
    sources: { 'quickbooks.Customer': { unique: true, map: { email: 'PrimaryEmailAddr.Address' } } },
    survive: { default: 'most_recent', name: ['salesforce', 'quickbooks'] },
  });
});

test('reads every other form', () => {
  const { integrations, models } = parseWeftFile(
    `
integrations:
  erp:
    streams:
      Line: { key: "Id, Line", merge: fill, delete_limit: 20%, drop: A, scope: "Date>=2025-05-01" }
      Note: { key: [Id, "a,b"], merge: append, deleteLimit: 100, scope: subsidiary = 1, deleted_when: { n: 0 } }
      Plain:
models:
  contact:
    fields: &fields { name: person_name, kind: category, state: text }
    sources:
      crm.a.b:
        updated_at: Meta.Changed
        map:
          name: { join: [First, { first_of: [Last, Family] }], with: "" }
          kind: { const: 7 }
          state: { lookup: { 1: on, 0: off }, from: Active }
    match: { rules: [name, [name, kind]] }
    survive: { name: most_complete, kind: [crm.a.b] }
  other:
    fields: { <<: *fields }
    sources: { crm.a: { map: { name: Name } } }
`,
    'weft.yaml',
  );
  expect(integrations.erp?.streams).toEqual({
    Line: {
      key: ['Id', 'Line'],
      merge: 'fill',
      deleteLimit: '20%',
      drop: ['A'],
      scope: { column: 'Date', from: '2025-05-01' },
    },
    Note: {
      key: ['Id', 'a,b'],
      merge: 'append',
      deleteLimit: '100',
      scope: { column: 'subsidiary', value: '1' },
      deletedWhen: { n: '0' },
    },
    Plain: {},
  });
  expect(models[0]).toMatchObject({
    sources: [
      {
        integration: 'crm',
        stream: 'a.b',
        unique: false,
        updatedAt: 'Meta.Changed',
        map: {
          name: { join: ['First', { first_of: ['Last', 'Family'] }], with: '' },
          kind: { const: '7' },
          state: { lookup: { 0: 'off', 1: 'on' }, from: 'Active' },
        },
      },
    ],
    match: { auto: 0.95, review: 0.6, rules: [['name'], ['name', 'kind']] },
    survive: { default: 'most_recent', fields: { name: 'most_complete', kind: ['crm.a.b'] } },
  });
  expect(models[1]?.fields).toEqual(models[0]?.fields);
});

test.each(['', '\n# nothing yet\n', '---\nmodels:\n'])('an empty file declares nothing: %j', (text) => {
  expect(parseWeftFile(text, 'weft.yaml')).toEqual({ integrations: {}, sources: [], models: [], written: {} });
});

test('a definition that comes from elsewhere is checked alike, without lines', () => {
  expect(parseIntegration('crm', { streams: { A: { key: 'Id' } } })).toEqual({ streams: { A: { key: ['Id'] } } });
  const model = { fields: { name: 'text' }, sources: { 'a.B': { map: { name: 'N' } } } };
  expect(parseModel('m', model).sources[0]?.map).toEqual({ name: 'N' });
  expect(() => parseModel('m', { ...model, fields: null })).toThrow(WeftFileError);
  expect(() => parseModel('m', { ...model, fields: null })).toThrow('model m has 2 faults');
});

test('integers that a double would alter are read as they are written', () => {
  const { models } = parseWeftFile(
    `
models:
  m:
    fields: { a: identifier, b: identifier, c: identifier }
    sources:
      x.Y:
        map:
          a: { const: 9007199254740993 }
          b: { lookup: { 9007199254740993: 12345678901234567890, k: -9007199254740993 }, from: B }
          c: { const: 9007199254740991 }
`,
    'weft.yaml',
  );
  expect(models[0]?.sources[0]?.map).toEqual({
    a: { const: '9007199254740993' },
    b: { lookup: { '9007199254740993': '12345678901234567890', k: '-9007199254740993' }, from: 'B' },
    c: { const: '9007199254740991' },
  });
});
