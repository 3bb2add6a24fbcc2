import { parseWeftFile } from './parse-weft-file.ts';
import { WeftFileError } from './weft-file-error.ts';

/** The faults of a text as `line path: message`. */
function faultsOf(text: string): string[] {
  try {
    parseWeftFile(text, 'weft.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof WeftFileError)) throw error;
    return error.faults.map(({ line, path, message }) => `${line} ${path}: ${message}`);
  }
}

const MODEL = `
models:
  customer:
    fields: { name: company_name, email: email }
    sources:
      salesforce.Account: { unique: true, map: { name: Name } }
`;

test('every fault is reported at once, each with its path and line', () => {
  const text = `integration:
  x: {}
integrations:
  sales.force:
    streams:
      Account: { kee: Id, kind: complete, delete_limit: 120%, deletedWhen: yes }
  quickbooks:
    streams:
      Customer:
        key: []
        version: 3
sources:
  - directory: ./out/{tenant}/{streem}.csv
    schedule: "61 * * * *"
  - schedule: '* * *'
models:
  customer:
    fields:
      name: company
      email: e-mail
      default: text
    sources:
      Account: { map: { name: Name } }
      salesforce.Account:
        uniqe: true
        map:
          nane: Name
          email: { first_off: [A] }
          name: { jsonata: "$x" }
      quickbooks.Customer: { unique: 1, map: {} }
    match: { auto: 2, rules: [[emial], []] }
    survive: { default: newest, name: [salesforce, hubspot], phone: most_recent, email: salesforce }
`;
  expect(faultsOf(text)).toEqual([
    '1 integration: is not known here (did you mean "integrations"?)',
    '4 integrations["sales.force"]: "sales.force" cannot be an integration\'s name: use letters, digits, _ and -',
    '6 integrations["sales.force"].streams.Account.delete_limit: must be a share such as 20% or 20% over 50, a number of records such as 100, or none',
    '6 integrations["sales.force"].streams.Account.deletedWhen: must be a mapping of columns and the value that marks a deleted record',
    '6 integrations["sales.force"].streams.Account.kee: is not known here (did you mean "key"?)',
    '6 integrations["sales.force"].streams.Account.kind: must be one of full, incremental',
    '10 integrations.quickbooks.streams.Customer.key: must name at least one column',
    '11 integrations.quickbooks.streams.Customer.version: must be the name of a column; put 3 in quotes if it is meant',
    '13 sources[0].directory: must say with {integration}, {stream} what a file belongs to',
    '13 sources[0].directory: has {streem}; known are {tenant}, {integration} and {stream}',
    '14 sources[0].schedule: "61 * * * *" is no cron expression: Field value (61) is out of range',
    '15 sources[1]: needs a directory, such as ./sync-output/{tenant}/{integration}/{stream}-*.csv',
    '15 sources[1].schedule: "* * *" is no cron expression: Too few fields',
    '19 models.customer.fields.name: must be one of company_name, person_name, given_name, family_name, email, phone, domain, street, city, region, postcode, country, date, identifier, category, number, text',
    '20 models.customer.fields.email: must be one of company_name, person_name, given_name, family_name, email, phone, domain, street, city, region, postcode, country, date, identifier, category, number, text (did you mean "email"?)',
    '21 models.customer.fields.default: "default" cannot be a field: the name is kept for survive',
    '23 models.customer.sources.Account: "Account" is no stream: write integration.stream, such as salesforce.Account',
    '25 models.customer.sources["salesforce.Account"].uniqe: is not known here (did you mean "unique"?)',
    '27 models.customer.sources["salesforce.Account"].map.nane: maps to a field that the model does not declare (did you mean "name"?)',
    '28 models.customer.sources["salesforce.Account"].map.email: has none of first_of, join, const, lookup, jsonata',
    '28 models.customer.sources["salesforce.Account"].map.email.first_off: is not known here (did you mean "first_of"?)',
    '29 models.customer.sources["salesforce.Account"].map.name.jsonata: uses $x, which is neither a function nor bound in it',
    '30 models.customer.sources["quickbooks.Customer"].map: must say where fields come from, such as { name: Name }',
    '30 models.customer.sources["quickbooks.Customer"].unique: must be true or false',
    '31 models.customer.match.auto: must be a number from 0 to 1',
    '31 models.customer.match.rules[0][0]: names "emial", which the model does not declare (did you mean "email"?)',
    '31 models.customer.match.rules[1]: must name the fields that have to agree',
    '32 models.customer.survive.default: must be most_recent, most_frequent, most_complete or a list of sources in order of trust',
    '32 models.customer.survive.email: must be a rule or a list: write [salesforce]',
    '32 models.customer.survive.name[1]: names "hubspot", which is no source of the model',
    '32 models.customer.survive.phone: names a field that the model does not declare',
  ]);
});

test('the message says how much is wrong and where', () => {
  expect(() => parseWeftFile('a: 1\nb: 2\n', 'my/weft.yaml')).toThrow('my/weft.yaml has 2 faults (lines 1, 2)');
  expect(() => parseWeftFile('a: 1\n', 'weft.yaml')).toThrow(/^weft.yaml has a fault \(line 1\)$/);
});

test('broken YAML is reported with its line, and nothing is guessed of the rest', () => {
  const faults = faultsOf('models:\n  customer:\n    fields: { name: company_name\n    sources: [\n');
  expect(faults.length).toBeGreaterThan(0);
  for (const fault of faults) expect(fault).toMatch(/^[3-5] models\.customer\S*: is not valid YAML: /);
  expect(faultsOf('a: b: c\n')).toEqual([expect.stringMatching(/^1 a\S*: is not valid YAML/)]);
});

test('a key written twice is reported beside all else', () => {
  const again = MODEL.replace('    sources:', '    fields: { name: text }\n    sources:').replace(
    'unique: true',
    'uniqe: true',
  );
  expect(faultsOf(again)).toEqual([
    '5 models.customer.fields: is written twice in the same mapping',
    '7 models.customer.sources["salesforce.Account"].uniqe: is not known here (did you mean "unique"?)',
  ]);
});

test.each([
  ['- a\n', '1 (file): must be a mapping of options'],
  ['models: 5\n', '1 models: must be a mapping of models'],
  ['models: [a]\n', '1 models: must be a mapping of models'],
  ['sources: {}\n', '1 sources: must be a list of sources, each starting with a dash'],
  ['a: b\nc: [*d]\n', '2 c[0]: uses *d, but no &d stands above it'],
  [
    `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [${'*a,'.repeat(40)}]\nc: [${'*b,'.repeat(40)}]\n`,
    '1 (file): has aliases that cannot be resolved',
  ],
  [MODEL.replace('name: Name', 'name: &m { first_of: [*m] }'), 'is nested too deeply'],
  [
    `${MODEL}    match: { auto: 0.5, review: 0.9 }\n`,
    '7 models.customer.match: review (0.9) must not be above auto (0.5)',
  ],
  [`${MODEL}    match: { rules: [[name, name]] }\n`, '7 models.customer.match.rules[0]: names a field twice'],
  [`${MODEL}    survive: { name: [salesforce, salesforce] }\n`, '7 models.customer.survive.name: names a source twice'],
  [
    MODEL.replace('Name }', '{ lookup: { a: b } } }'),
    '6 models.customer.sources["salesforce.Account"].map.name: needs `from`',
  ],
  [
    MODEL.replace('Name }', '{ const: a, join: [b] } }'),
    '6 models.customer.sources["salesforce.Account"].map.name: has join and const',
  ],
  [
    MODEL.replace('Name }', '{ const: a, with: b } }'),
    '6 models.customer.sources["salesforce.Account"].map.name.with: goes with join only',
  ],
  [MODEL.replace('customer:', 'my-customer:'), '3 models.my-customer: "my-customer" cannot be a model\'s name'],
  [
    MODEL.replace('salesforce.Account', 'unified.Account'),
    '6 models.customer.sources["unified.Account"]: "unified" cannot be an integration',
  ],
  [
    'integrations: { a: { streams: { B: { deleted_when: { x: 1 }, deletedWhen: { x: 1 } } } } }',
    '1 integrations.a.streams.B.deletedWhen: says again',
  ],
  [
    'integrations: { a: { streams: { B: { scope: { column: D, value: 1, from: 2 } } } } }',
    '1 integrations.a.streams.B.scope: has either',
  ],
  [
    'integrations: { a: { streams: { B: { scope: "D > 1" } } } }',
    '1 integrations.a.streams.B.scope: must be a condition',
  ],
])('%j has the fault %s', (text, fault) => {
  expect(faultsOf(text)).toEqual([expect.stringContaining(fault)]);
});

const RELATED = `
models:
  customer:
    fields: { name: company_name }
    sources: { books.Customer: { map: { name: Name } } }
    rollups:
      count: { of: invoice, by: buyer, count: true }
      sum: { of: invoice, by: customer, sum: totl }
      other: { of: invoice, by: seller, count: true }
      elsewhere: { of: order, by: customer, count: true }
  invoice:
    fields: { number: identifier, total: number }
    sources: { books.Invoice: { map: { number: Number, total: Total } } }
    relations:
      customer: { to: customer, from: { books.Invoice: { books.Customer: C } } }
      seller: { to: invoice, from: { books.Invoice: { books.Invoice: S } } }
`;

test('a roll-up asks for what the other model has; of a model that is not in the file nothing is said', () => {
  expect(faultsOf(RELATED)).toEqual([
    '7 models.customer.rollups.count.by: names "buyer", which is no relation of model invoice',
    '8 models.customer.rollups.sum.sum: names "totl", which is no field of model invoice (did you mean "total"?)',
    '9 models.customer.rollups.other.by: names "seller" of model invoice, which leads to invoice, not to customer',
  ]);
});

test('null for a name that a preset does not have, as the file calls it, is a fault', () => {
  const text = `integrations:
  crm: { preset: salesforce }
models:
  company:
    preset: company
    fields: { fone: null, street: null }
    sources: { crm.Account: null, salesforce.Account: null, crm.Contact: { map: { name: Name, nope: null } } }
    rollups: { invoices: null }
`;
  expect(faultsOf(text)).toEqual([
    '6 models.company.fields.fone: is not there to be taken out',
    '7 models.company.sources["crm.Contact"].map.nope: is not there to be taken out',
    '7 models.company.sources["salesforce.Account"]: is not there to be taken out',
  ]);
});
