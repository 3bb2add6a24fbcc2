import { modelPreset, MODEL_PRESETS, integrationPresets } from './read-presets.ts';
import { projectRecord } from '../project/project-record.ts';
import { sourceName } from '../model/source-record.ts';
import { parseIntegration, parseModel, parseWeftFile } from '../weft-file/parse-weft-file.ts';
import { WeftFileError } from '../weft-file/weft-file-error.ts';

const CONNECTORS = ['salesforce', 'hubspot', 'pipedrive', 'quickbooks', 'xero', 'stripe', 'shopify', 'netsuite'];

test.each(MODEL_PRESETS)('the model %s is one that weft.yaml could have, of the usual connectors', (name) => {
  const { relations, rollups, ...model } = parseModel(name, modelPreset(name));
  // By itself it leads nowhere.
  expect(parseModel(name, { preset: name })).toEqual(model);
  expect({ relations, rollups }).toEqual(inFile(MODEL_PRESETS.map((each) => [each, each])).get(name));
  const connectors = [...new Set(model.sources.map(({ integration }) => integration))];
  // Pipedrive has no invoices.
  expect(connectors).toEqual(name === 'invoice' ? CONNECTORS.filter((each) => each !== 'pipedrive') : CONNECTORS);
});

/** Relations and roll-ups of the models of a file, each of a preset. */
function inFile(models: readonly (readonly [name: string, preset: string])[], more = '') {
  const text = `models:\n${models.map(([name, preset]) => `  ${name}: { preset: ${preset}${more} }\n`).join('')}`;
  const parsed = parseWeftFile(text, 'weft.yaml');
  return new Map(parsed.models.map(({ name, relations, rollups }) => [name, { relations, rollups }]));
}

test('relations and roll-ups lead to the models that have the presets, and only to such', () => {
  const customer = inFile([
    ['customer', 'company'],
    ['bill', 'invoice'],
    ['person', 'person'],
  ]);
  expect(customer.get('bill')?.relations?.['customer']?.to).toBe('customer');
  expect(customer.get('person')?.relations?.['employer']?.to).toBe('customer');
  expect(customer.get('customer')?.rollups).toEqual({
    invoices: { of: 'bill', by: 'customer' },
    invoiced: { of: 'bill', by: 'customer', sum: 'total' },
  });
  expect(inFile([['bill', 'invoice']]).get('bill')?.relations).toBeUndefined();
  expect(inFile([['customer', 'company']]).get('customer')?.rollups).toBeUndefined();
});

test('a relation goes with the integration that it is of, and with what the file takes out', () => {
  const { models } = parseWeftFile(
    `
integrations:
  crm-eu: { preset: hubspot }
  crm-us: { preset: hubspot }
models:
  company: { preset: company, fields: { invoices: number }, sources: { stripe.customers: { map: { invoices: n } } } }
  person: { preset: person, sources: { salesforce.Contact: null } }
  invoice: { preset: invoice, fields: { total: null } }
`,
    'weft.yaml',
  );
  const [company, person, invoice] = models;
  const { from } = person!.relations!['employer']!;
  expect(from['crm-eu.contacts']?.map(({ of }) => of)).toEqual(['crm-eu.companies']);
  expect(from['crm-us.contacts']?.map(({ of }) => of)).toEqual(['crm-us.companies']);
  expect(Object.keys(from)).not.toContain('salesforce.Contact');
  expect(invoice!.relations?.['customer']?.to).toBe('company');
  expect(company!.rollups).toBeUndefined(); // the one has the name of a field, of the other there is nothing to sum
});

test('every stream of a model preset has a key in the presets of integrations', () => {
  expect(Object.keys(integrationPresets())).toEqual(CONNECTORS);
  for (const name of MODEL_PRESETS) {
    for (const { integration, stream } of parseModel(name, { preset: name }).sources) {
      const { streams } = parseIntegration(integration, { preset: integration });
      expect([stream, streams[stream]?.key]).toEqual([stream, expect.anything()]);
    }
  }
});

test('what the file says itself wins, attribute by attribute; null takes out', () => {
  const { models, integrations, written } = parseWeftFile(
    `
integrations:
  salesforce:
    preset: salesforce
    streams:
      Account: { kind: full, ignore: [LastViewedDate] }
      Survey__c: { key: Id }
models:
  customer:
    preset: company
    fields: { tier: category, website: null, name: text }
    sources:
      salesforce.Account: { unique: true, map: { tier: Tier__c, phone: { first_of: [Phone, Fax] } } }
      hubspot.companies: null
      erp.Kunde: { map: { name: Name1 } }
    match: { auto: 0.9 }
    survive: { name: [erp, salesforce] }
`,
    'weft.yaml',
  );
  const [customer] = models;
  const account = customer?.sources.find((source) => sourceName(source) === 'salesforce.Account');
  expect(customer?.order).toEqual([
    'name',
    'email',
    'phone',
    'street',
    'city',
    'region',
    'postcode',
    'country',
    'tier',
  ]);
  expect(customer?.fields.name).toBe('text');
  expect(account).toMatchObject({
    unique: true,
    mergedInto: 'MasterRecordId',
    map: { name: 'Name', tier: 'Tier__c', phone: { first_of: ['Phone', 'Fax'] } },
  });
  expect(account?.map).not.toHaveProperty('website');
  expect(customer?.sources.map(sourceName)).not.toContain('hubspot.companies');
  expect(customer?.sources.at(-1)).toMatchObject({ integration: 'erp', stream: 'Kunde' });
  expect(customer?.match).toEqual({ auto: 0.9, review: 0.6 });
  expect(customer?.survive).toEqual({ default: 'most_recent', fields: { name: ['erp', 'salesforce'] } });
  // A tenant's overlay goes over the model with its preset.
  expect(parseModel('customer', written.customer)).toEqual(customer);
  expect(integrations.salesforce?.streams.Account).toEqual({
    key: ['Id'],
    version: 'SystemModstamp',
    ignore: ['LastViewedDate'],
    deletedWhen: { IsDeleted: 'true' },
    mergedInto: 'MasterRecordId',
    kind: 'full',
  });
  expect(integrations.salesforce?.streams.Survey__c).toEqual({ key: ['Id'] });
  expect(integrations.salesforce?.streams.Lead?.key).toEqual(['Id']);
});

test('an integration of another name takes the place of its connector', () => {
  const file = (integrations: string) =>
    parseWeftFile(`integrations: ${integrations}\nmodels: { customer: { preset: company } }`, 'weft.yaml');
  const names = (integrations: string) => [
    ...new Set(file(integrations).models[0]?.sources.map(({ integration }) => integration)),
  ];
  expect(names('{ crm-eu: { preset: salesforce }, crm-us: { preset: salesforce } }').slice(0, 3)).toEqual([
    'crm-eu',
    'crm-us',
    'hubspot',
  ]);
  expect(names('{ crm: { preset: salesforce }, salesforce: {} }').slice(0, 3)).toEqual([
    'crm',
    'salesforce',
    'hubspot',
  ]);
});

test('faults of presets are told at their place', () => {
  const text = `
integrations: { crm: { preset: salesfroce } }
models:
  a: { preset: compny }
  b: { preset: company, sources: { salesforce.Account: { needs: [nmae], map: { x: Y } } } }
`;
  let faults: string[] = [];
  try {
    parseWeftFile(text, 'weft.yaml');
  } catch (error) {
    if (error instanceof WeftFileError) faults = error.faults.map(({ line, message }) => `${line} ${message}`);
  }
  expect(faults).toEqual([
    '2 must be one of salesforce, hubspot, pipedrive, quickbooks, xero, stripe, shopify, netsuite (did you mean "salesforce"?)',
    '4 must declare fields with their types, such as { name: company_name, email: email }',
    '4 must be one of company, person, invoice, product (did you mean "company"?)',
    '4 must name at least one stream, such as salesforce.Account',
    '5 maps to a field that the model does not declare',
    '5 names "nmae", which this source does not map (did you mean "name"?)',
  ]);
});

/** Records as the taps write them (JSON text for nested values), and what the preset makes of them. */
test.each([
  [
    'company',
    'hubspot.companies',
    { id: '1', name: 'Acme', domain: 'acme.example', zip: '02134', updatedAt: '2026-01-02T03:04:05Z' },
    { name: 'Acme', website: 'acme.example', postcode: '02134' },
  ],
  [
    'company',
    'hubspot.companies',
    { companyId: '1', properties: '{"name": {"value": "Acme", "source": "API"}, "domain": {"value": "acme.example"}}' },
    { name: 'Acme', website: 'acme.example' },
  ],
  [
    'company',
    'xero.contacts',
    {
      ContactID: 'c',
      Name: 'Acme',
      Phones: `[{'PhoneType': 'FAX', 'PhoneNumber': '1'}, {'PhoneType': 'DDI', 'PhoneNumber': ''}, {'PhoneType': 'DEFAULT', 'PhoneNumber': '7946 0958', 'PhoneAreaCode': '20', 'PhoneCountryCode': '44'}]`,
      Addresses: `[{'AddressType': 'POBOX', 'AddressLine1': 'PO Box 1', 'City': 'Leeds', 'PostalCode': 'LS1'}, {'AddressType': 'STREET', 'AddressLine1': '1 High St', 'City': 'York', 'PostalCode': 'YO1', 'Region': None}]`,
    },
    { name: 'Acme', phone: '+44 20 7946 0958', street: '1 High St', city: 'York', postcode: 'YO1', region: null },
  ],
  [
    'company',
    'quickbooks.customers',
    {
      Id: '1',
      DisplayName: 'Acme',
      BillAddr: '{"Line1": "1 High St", "CountrySubDivisionCode": "CA"}',
      PrimaryEmailAddr__Address: 'a@acme.example',
    },
    { name: 'Acme', street: '1 High St', region: 'CA', email: 'a@acme.example' },
  ],
  [
    'company',
    'netsuite.Customer',
    {
      internalId: '9',
      entityId: '1 Acme',
      companyName: 'Acme',
      addressbookList: `{'addressbook': [{'addressbookAddress': {'country': '_unitedStates', 'addr1': '1 High St'}}]}`,
    },
    { name: 'Acme', street: '1 High St', country: 'united States' },
  ],
  [
    'person',
    'pipedrive.persons',
    {
      id: '3',
      name: 'Ann Lee',
      emails: '[{"value": "old@x.example", "primary": false}, {"value": "ann@x.example", "primary": true}]',
      phone: `[{'value': '1', 'primary': True}]`,
    },
    { name: 'Ann Lee', email: 'ann@x.example', phone: '1' },
  ],
  [
    'person',
    'hubspot.contacts',
    { vid: '7', property_firstname: '{"value": "Ann"}', property_lastname: '{"value": "Lee"}' },
    { name: 'Ann Lee' },
  ],
  [
    'person',
    'shopify.customers',
    { id: '7', firstName: 'Ann', lastName: 'Lee', addresses: '[{"countryCodeV2": "DE"}]' },
    { name: 'Ann Lee', country: 'DE' },
  ],
  [
    'invoice',
    'quickbooks.Invoice',
    {
      Id: '130',
      DocNumber: '1037',
      TxnDate: '2020-06-20T00:00:00.000000Z',
      TotalAmt: '362.07',
      CustomerRef__name: 'Sonnenschein',
      CurrencyRef__value: 'USD',
    },
    { number: '1037', total: '362.07', customer_name: 'Sonnenschein', currency: 'USD' },
  ],
  [
    'invoice',
    'stripe.invoices',
    { id: 'in_1', number: 'A-1', total: '28550', amount_remaining: '0' },
    { total: '285.5', balance: '0' },
  ],
  [
    'product',
    'shopify.products',
    { id: '1', title: 'Pump', variants: '[{"sku": "P-1", "price": "12.50"}]', status: 'ACTIVE' },
    { name: 'Pump', sku: 'P-1', price: '12.50', active: 'active' },
  ],
  ['product', 'pipedrive.products', { id: '1', name: 'Pump', prices: '{"USD": {"price": 12}}' }, { price: '12' }],
  [
    'product',
    'netsuite.item',
    { id: '1', itemid: 'P-1', displayname: 'Pump', isinactive: 'F' },
    { name: 'Pump', sku: 'P-1', active: 'active' },
  ],
])('%s: %s %j', (preset, name, record, expected) => {
  const model = parseModel(preset, { preset });
  const source = model.sources.find((each) => sourceName(each) === name);
  if (source === undefined) throw new Error(`no source ${name}`);
  const { fields } = projectRecord(model, source, record);
  const values = Object.fromEntries(Object.keys(expected).map((field) => [field, fields[field]?.value]));
  expect(values).toEqual(expected);
});
