/** Writes what `companies.mjs` makes as the sync output of two integrations, and reads an entity off a record's key. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { companies } from './companies.mjs';

export const SOURCES = {
  crm: {
    stream: 'Account',
    columns: [
      ...['Id', 'Name', 'Phone', 'Website', 'Email__c', 'BillingStreet', 'BillingCity', 'BillingState'],
      ...['BillingPostalCode', 'LastModifiedDate', 'OwnerId', 'Description'],
    ],
    values: (record, facts) => [
      ...[keyOf(record), facts.name, facts.phone, facts.website, facts.email, facts.street, facts.city, facts.region],
      ...[facts.postcode, facts.changed, `0058d0000${String(record.entity % 500).padStart(6, '0')}`, facts.note],
    ],
  },
  books: {
    stream: 'Customer',
    columns: [
      ...['Id', 'CompanyName', 'DisplayName', 'PrimaryPhone', 'PrimaryEmailAddr', 'WebAddr', 'BillAddr', 'MetaData'],
      ...['Balance', 'Taxable'],
    ],
    // Nested values come as JSON, as QuickBooks has them.
    values: (record, { name, phone, email, website, street, city, region, postcode, changed }) => [
      ...[keyOf(record), name, name],
      phone && JSON.stringify({ FreeFormNumber: phone }),
      email && JSON.stringify({ Address: email }),
      website && JSON.stringify({ URI: website }),
      JSON.stringify({ Line1: street, City: city, CountrySubDivisionCode: region, PostalCode: postcode }),
      JSON.stringify({ LastUpdatedTime: changed }),
      ...[String(record.entity % 9973), 'true'],
    ],
  },
};

export const MODEL = `
integrations:
  crm: { streams: { Account: { key: Id, kind: full } } }
  books: { streams: { Customer: { key: Id, kind: full } } }
models:
  customer:
    fields:
      name: company_name
      email: email
      phone: phone
      website: domain
      street: street
      city: city
      region: region
      postcode: postcode
    sources:
      crm.Account:
        map:
          name: Name
          email: Email__c
          phone: Phone
          website: Website
          street: BillingStreet
          city: BillingCity
          region: BillingState
          postcode: BillingPostalCode
      books.Customer:
        unique: true
        map:
          name: { first_of: [CompanyName, DisplayName] }
          email: PrimaryEmailAddr.Address
          phone: PrimaryPhone.FreeFormNumber
          website: WebAddr.URI
          street: BillAddr.Line1
          city: BillAddr.City
          region: BillAddr.CountrySubDivisionCode
          postcode: BillAddr.PostalCode
    survive: { default: most_recent, name: [crm, books] }
`;

const keyOf = ({ integration, entity, copy }) =>
  integration === 'crm' ? `0018d${String(entity).padStart(9, '0')}${copy}` : String(entity + 1);

/** The entity that a record is, told by its key: what the matching must not see. */
export const entityOf = (integration, key) => (integration === 'crm' ? Number(key.slice(5, 14)) : Number(key) - 1);

/** All records of a tenant of about so many, as one extract for each integration. */
export async function writeExtracts(directory, { records, seed }, onRecord) {
  const make = companies(seed);
  const files = Object.fromEntries(
    Object.keys(SOURCES).map((integration) => [integration, open(directory, integration, 'all')]),
  );
  let written = 0;
  for (let entity = 0; entity < make.entitiesFor(records); entity++) {
    for (const record of make.recordsOf(entity)) {
      await files[record.integration].write(record, make.facts(record));
      written++;
    }
    if (entity % 10_000 === 0) onRecord(written, records);
  }
  for (const file of Object.values(files)) await file.end();
  return { records: written, paths: pathsOf(files) };
}

/** `count` records from all over, changed: a third each in name, address and telephone. */
export async function writeDelta(directory, { records, seed }, count, version) {
  const make = companies(seed);
  const files = Object.fromEntries(
    Object.keys(SOURCES).map((integration) => [integration, open(directory, integration, `delta-${version}`)]),
  );
  const entities = make.entitiesFor(records);
  const step = Math.max(1, Math.floor(entities / count));
  let written = 0;
  for (let entity = version % step; written < count; entity = (entity + step) % entities) {
    const [record] = make.recordsOf(entity);
    if (record === undefined) continue;
    await files[record.integration].write(record, make.facts(record, version));
    written++;
  }
  for (const file of Object.values(files)) await file.end();
  return { records: written, paths: pathsOf(files) };
}

const pathsOf = (files) =>
  Object.entries(files).flatMap(([integration, { path, rows }]) => (rows() > 0 ? [{ integration, path }] : []));

const CHUNK = 1 << 18;

function open(directory, integration, name) {
  const { columns, values } = SOURCES[integration];
  const path = `${directory}/${integration}-${name}.csv`;
  const file = createWriteStream(path);
  const ended = finished(file);
  let text = `${columns.join(',')}\n`;
  let rows = 0;
  return {
    path,
    rows: () => rows,
    write: async (record, facts) => {
      text += `${values(record, facts).map(field).join(',')}\n`;
      rows++;
      if (text.length < CHUNK) return;
      if (!file.write(text)) await once(file, 'drain');
      text = '';
    },
    end: () => {
      file.end(text);
      return ended;
    },
  };
}

const field = (value) => {
  if (value === null) return '';
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};
