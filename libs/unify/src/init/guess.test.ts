import { guessKey } from './guess-key.ts';
import { guessType } from './guess-type.ts';
import { recogniseConnector } from './recognise-connector.ts';
import { measure, type StreamSample } from './stream-sample.ts';

function sample(stream: string, records: Record<string, string>[], rest: Partial<StreamSample> = {}): StreamSample {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return { integration: 'erp', stream, columns, records, whole: true, from: 'x.csv', ...rest };
}

const keyOf = (each: StreamSample) => guessKey(each, measure(each)).key;

test.each([
  [
    'the column Id',
    'X',
    [
      { n: '1', Id: 'a' },
      { n: '2', Id: 'b' },
    ],
    ['Id'],
  ],
  [
    "the stream's own id",
    'Orders',
    [
      { customer_id: '1', order_id: '7' },
      { customer_id: '2', order_id: '8' },
    ],
    ['order_id'],
  ],
  [
    'not an id that repeats',
    'Lines',
    [
      { id: '1', line_id: '1' },
      { id: '1', line_id: '2' },
    ],
    ['line_id'],
  ],
  ['not one that is missing somewhere', 'Lines', [{ line_id: '1', code: 'a' }, { code: 'b' }], ['code']],
  [
    'two together',
    'Lines',
    [
      { OrderId: '1', LineNo: '1' },
      { OrderId: '1', LineNo: '2' },
      { OrderId: '2', LineNo: '1' },
    ],
    ['OrderId', 'LineNo'],
  ],
  [
    'no unique amount, time or text',
    'Ledger',
    [
      { total: '1.5', at_id: '2020-01-01T00:00:00Z', memo: 'a' },
      { total: '2.5', at_id: '2020-01-02T00:00:00Z', memo: 'b' },
    ],
    [],
  ],
  ['none for exact duplicates', 'Ledger', [{ id: '1' }, { id: '1' }], []],
])('key: %s', (_, stream, records, key) => {
  expect(keyOf(sample(stream, records as Record<string, string>[]))).toEqual(key);
});

test('a stream without records is keyed by name, and says so', () => {
  const empty = sample('customers', [], { columns: ['name', 'customer_id'] });
  expect(guessKey(empty, measure(empty))).toEqual({
    key: ['customer_id'],
    because: expect.stringMatching(/no record/),
  });
});

test.each([
  ['contacts', 'EMAIL1', ['a@x.example', 'b@y.example'], 'email'],
  ['contacts', 'e_mail', ['a@x.example', 'b@y.example', 'c@y.example', 'none'], 'email'],
  ['contacts', 'EmailOptOut', ['true', 'false'], undefined],
  ['contacts', 'work_phone', ['020 7946 0958', '+1 (415) 555-0100'], 'phone'],
  ['contacts', 'Fax', ['020 7946 0958'], undefined],
  ['contacts', 'PhoneType', ['home', 'work'], undefined],
  ['clients', 'homepage', ['https://acme.example', 'beta.example'], 'domain'],
  ['clients', 'PhotoUrl', ['/images/1'], undefined],
  ['clients', 'BillAddr.PostalCode', ['02134', 'SW1A 1AA'], 'postcode'],
  ['clients', 'billing_state', ['CA', 'NY'], 'region'],
  ['clients', 'Status', ['CA', 'NY'], undefined],
  ['clients', 'CountryCode', ['DE', 'US'], 'country'],
  ['clients', 'AddressLine1', ['1 High St', '2 Low Rd'], 'street'],
  ['clients', 'AddressLine2', ['Floor 2'], undefined],
  ['clients', 'Name', ['Acme Ltd', 'Beta'], 'company_name'],
  ['leads', 'Name', ['Ann Lee'], 'person_name'],
  ['widgets', 'Name', ['Pump'], undefined],
  ['customers', 'Name', ['Bill Lee', 'Ann Ray', 'Kate Moss', 'John Doe', 'Mary Poe'], 'person_name'],
  ['members', 'Name', ['A Ltd', 'B Ltd', 'C Inc', 'D GmbH', 'E Services'], 'company_name'],
  ['leads', 'FirstName', ['Ann'], 'given_name'],
  ['leads', 'lastname', ['Lee'], 'family_name'],
  ['leads', 'address', ['{"zip": "10115"}'], undefined],
  ['leads', 'last_name', ['Lee'], 'family_name'],
  ['leads', 'Company', ['Acme'], 'company_name'],
  ['leads', 'company_id', ['7'], undefined],
  ['leads', 'VAT number', ['DE123456789'], 'identifier'],
])('type of %s.%s %j', (stream, path, values, type) => {
  const measured = { path, values, present: values.length, distinct: values.length, nested: false };
  expect(guessType(stream, measured)?.type).toBe(type);
});

test.each([
  ['salesforce-eu', ['x'], 'salesforce'],
  ['my_hubspot', ['x'], 'hubspot'],
  ['sfdc', ['x'], 'salesforce'],
  ['crm', ['Id', 'Name', 'SystemModstamp'], 'salesforce'],
  [undefined, ['Id', 'MetaData__LastUpdatedTime', 'CustomerRef__value'], 'quickbooks'],
  [undefined, ['id', 'admin_graphql_api_id'], 'shopify'],
  ['crm', ['id', 'name'], undefined],
  ['constructor', ['id'], undefined],
])('connector of %s %j', (name, columns, connector) => {
  expect(recogniseConnector(name, columns)?.connector).toBe(connector);
});

test('members of objects are measured under their paths, JSON and Python text alike', () => {
  const measured = measure(
    sample('clients', [
      { addr: '{"city": "York", "geo": {"lat": 1}, "tags": [1]}' },
      { addr: `{'city': None, 'zip': 'YO1'}` },
    ]),
  );
  const presence = Object.fromEntries(measured.map(({ path, present }) => [path, present]));
  expect(presence).toEqual({ addr: 2, 'addr.city': 1, 'addr.geo.lat': 1, 'addr.tags': 1, 'addr.zip': 1 });
});
