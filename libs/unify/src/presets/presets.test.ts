import { modelPreset, MODEL_PRESETS, integrationPresets } from './read-presets.ts';
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
  invoice: { preset: invoice, fields: { total: null, number: null }, match: { rules: [] } }
`,
    'weft.yaml',
  );
  const [company, person, invoice] = models;
  const { from } = person!.relations!['employer']!;
  expect(from['crm-eu.contacts']?.map(({ of }) => of)).toEqual(['crm-eu.companies']);
  expect(from['crm-us.contacts']?.map(({ of }) => of)).toEqual(['crm-us.companies']);
  expect(Object.keys(from)).not.toContain('salesforce.Contact');
  expect(invoice!.relations?.['customer']?.to).toBe('company');
  // What a source needs goes with the field, too: nothing could fulfil it.
  expect(invoice!.sources.filter(({ needs }) => needs !== undefined)).toEqual([]);
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
