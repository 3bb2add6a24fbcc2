import { guessKey } from './known-keys.ts';

test.each([
  ['salesforce', 'Account', ['Name', 'Id'], 'Id'],
  ['hubspot', 'contacts', ['vid', 'companyId'], 'vid'],
  ['hubspot', 'contacts', ['vid', 'id'], 'id'],
  ['hubspot', 'Companies', ['companyId'], 'companyId'],
  ['hubspot', 'owners', ['companyId'], undefined],
  ['xero', 'contacts', ['ContactID', 'AccountNumber'], 'ContactID'],
  ['xero-eu', 'invoices', ['ContactID', 'InvoiceID'], 'InvoiceID'],
  ['NetSuite', 'Vendors', ['internalId'], 'internalId'],
  ['erp', 'contacts', ['ContactID'], undefined],
  ['constructor', 'toString', ['x'], undefined],
])('%s.%s of %j is keyed by %s', (integration, stream, header, key) => {
  expect(guessKey(integration, stream, header)).toBe(key);
});
