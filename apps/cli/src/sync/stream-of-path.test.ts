import { deliveriesOfPaths } from './deliveries-of-paths.ts';
import { streamOfPath } from './stream-of-path.ts';

test.each([
  ['out/salesforce/Account-20250101T000000.csv', 'salesforce', 'Account'],
  ['/data/acme/quickbooks/General-Ledger-20250703T165342.csv.gz', 'quickbooks', 'General-Ledger'],
  ['./crm/contacts.csv', 'crm', 'contacts'],
  ['crm/Account-20250101T000000.parquet', 'crm', 'Account'],
  ['crm/Account.jsonl.gz', 'crm', 'Account'],
  ['crm/Lead-2021.csv', 'crm', 'Lead-2021'],
  ['crm/Account.parquet', 'crm', 'Account'],
  ['crm/Account-20250101T000000.part12.jsonl.gz', 'crm', 'Account'],
  ['crm/a.b.NDJSON', 'crm', 'a.b'],
])('%s is %s.%s', (path, integration, stream) => {
  expect(streamOfPath(path, {})).toMatchObject({ integration, stream });
});

test('what is told counts more than the path', () => {
  expect(streamOfPath('x.dat', { integration: 'crm', stream: 'Lead' })).toMatchObject({
    integration: 'crm',
    stream: 'Lead',
  });
  expect(streamOfPath('crm/x.csv', { stream: 'Lead' })).toMatchObject({ integration: 'crm', stream: 'Lead' });
});

test.each([
  ['Account.csv', /--integration/],
  ['./Account.csv', /--integration/],
  ['../Account.csv', /--integration/],
  ['-', /--integration and --stream/],
])('%s alone does not say enough', (path, hint) => {
  expect(() => streamOfPath(path, {})).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
});

test('files of a told stream are one delivery; else those of one folder, stream and time', () => {
  const paths = [
    'a/crm/X-20250101T000000.part2.csv',
    'a/crm/X-20250102T000000.csv',
    'a/crm/X-20250101T000000.part1.csv',
  ];
  const found = (told: object) => deliveriesOfPaths(paths, told).map((delivery) => delivery.paths);
  expect(found({ stream: 'Y' })).toEqual([paths]);
  expect(found({})).toEqual([[paths[0], paths[2]], [paths[1]]]);
  expect(deliveriesOfPaths(['a/crm/X.csv', 'b/crm/X.csv'], {})).toHaveLength(2);
});
