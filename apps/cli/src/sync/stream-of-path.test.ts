import { streamOfPath } from './stream-of-path.ts';

test.each([
  ['out/salesforce/Account-20250101T000000.csv', 'salesforce', 'Account'],
  ['/data/acme/quickbooks/General-Ledger-20250703T165342.csv.gz', 'quickbooks', 'General-Ledger'],
  ['./crm/contacts.csv', 'crm', 'contacts'],
  ['crm/Account-20250101T000000.parquet', 'crm', 'Account'],
  ['crm/Account.jsonl.gz', 'crm', 'Account'],
  ['crm/Lead-2021.csv', 'crm', 'Lead-2021'],
])('%s is %s.%s', (path, integration, stream) => {
  expect(streamOfPath(path, {})).toEqual({ integration, stream });
});

test('what is told counts more than the path', () => {
  expect(streamOfPath('x.dat', { integration: 'crm', stream: 'Lead' })).toEqual({ integration: 'crm', stream: 'Lead' });
  expect(streamOfPath('crm/x.csv', { stream: 'Lead' })).toEqual({ integration: 'crm', stream: 'Lead' });
});

test.each([
  ['Account.csv', /--integration/],
  ['./Account.csv', /--integration/],
  ['../Account.csv', /--integration/],
  ['-', /--integration and --stream/],
])('%s alone does not say enough', (path, hint) => {
  expect(() => streamOfPath(path, {})).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
});
