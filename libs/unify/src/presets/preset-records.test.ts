import { sourceName } from '../model/source-record.ts';
import { projectRecord } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';

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
    'invoice',
    'stripe.invoices',
    { id: 'in_2', total: '28550', amount_remaining: '28550', currency: 'jpy', created: '1700000000' },
    { total: '28550', balance: '28550', date: '2023-11-14T22:13:20.000Z', due_date: null },
  ],
  [
    'invoice',
    'stripe.invoices',
    { id: 'in_3', total: '28550', currency: 'KWD', created: '2023-11-29T15:48:23', due_date: '1700000000' },
    { total: '28.55', balance: null, date: '2023-11-29T15:48:23', due_date: '2023-11-14T22:13:20.000Z' },
  ],
  ['invoice', 'xero.invoices', { InvoiceID: 'i', Type: 'ACCREC', InvoiceNumber: 'A-1' }, { number: 'A-1' }],
  ['invoice', 'xero.invoices', { InvoiceID: 'b', Type: 'ACCPAY', InvoiceNumber: 'A-1' }, { number: null }],
  [
    'invoice',
    'shopify.orders',
    {
      id: 'gid',
      name: '#1001',
      customer: '{"id": "gid://c/1", "firstName": "Ann", "lastName": "Lee", "email": "a@x.example"}',
    },
    { number: '#1001', customer_name: 'Ann Lee', customer_email: 'a@x.example' },
  ],
  [
    'invoice',
    'netsuite.Invoice',
    {
      internalId: '1',
      amountPaid: '100.5',
      amountRemaining: '20',
      subTotal: '110',
      entity: "{'name': 'Acme', 'internalId': '9'}",
    },
    { total: '120.5', balance: '20', customer_name: 'Acme' },
  ],
  [
    'invoice',
    'netsuite.transactions',
    { id: '1', recordtype: 'invoice', tranid: 'INV7', foreigntotal: '120.5', foreignamountunpaid: '20', entity: '9' },
    { number: 'INV7', total: '120.5', balance: '20' },
  ],
  ['invoice', 'netsuite.transactions', { id: '2', recordtype: 'salesorder', tranid: 'SO7' }, { number: null }],
  [
    'company',
    'shopify.customers',
    { id: 'gid', defaultAddress: '{"company": "Acme", "zip": "10115", "countryCodeV2": "DE"}' },
    { name: 'Acme', postcode: '10115', country: 'DE' },
  ],
  [
    'product',
    'shopify.product_variants',
    { id: 'gid', displayName: 'Pump - Large', sku: 'P-1', price: '12.50' },
    { name: 'Pump - Large', sku: 'P-1', price: '12.50' },
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
