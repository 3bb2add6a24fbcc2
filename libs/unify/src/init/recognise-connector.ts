import { integrationPresets } from '../presets/read-presets.ts';

/** A connector and how it was told. */
export interface Recognised {
  readonly connector: string;
  readonly because: string;
}

/** Other names that integrations of a connector go by. */
const ALIASES: Readonly<Record<string, string>> = {
  sfdc: 'salesforce',
  sf: 'salesforce',
  qbo: 'quickbooks',
  qb: 'quickbooks',
  intuit: 'quickbooks',
};

/** Columns that only this connector's streams have: all of one list (a name that ends in `*` is a beginning). */
const SIGNATURES: readonly (readonly [connector: string, columns: readonly (readonly string[])[]])[] = [
  [
    'salesforce',
    [
      ['Id', 'SystemModstamp'],
      ['Id', 'LastModifiedById', 'CreatedById'],
    ],
  ],
  [
    'hubspot',
    [
      ['hs_object_id'],
      ['hs_lastmodifieddate'],
      ['property_hs_*'],
      ['properties_hs_*'],
      ['vid', 'portal-id'],
      ['portalId', 'companyId'],
      ['id', 'properties', 'createdAt', 'updatedAt', 'archived'],
    ],
  ],
  [
    'quickbooks',
    [
      ['Id', 'SyncToken'],
      ['Id', 'MetaData*', 'CustomerRef*'],
      ['Id', 'MetaData*', 'DisplayName'],
    ],
  ],
  [
    'xero',
    [
      ['UpdatedDateUTC', 'ContactID'],
      ['UpdatedDateUTC', 'InvoiceID'],
      ['UpdatedDateUTC', 'ItemID'],
      ['XeroNetworkKey'],
    ],
  ],
  ['stripe', [['id', 'object', 'livemode']]],
  ['shopify', [['admin_graphql_api_id'], ['id', 'legacyResourceId']]],
  [
    'netsuite',
    [
      ['internalId', 'entityId'],
      ['internalId', 'lastModifiedDate'],
      ['entityid', 'lastmodifieddate'],
      ['tranid', 'lastmodifieddate'],
    ],
  ],
  ['pipedrive', [['id', 'add_time', 'update_time', 'visible_to']]],
];

/** Tells the connector of an integration by its name, else of a stream by its columns. */
export function recogniseConnector(
  integration: string | undefined,
  columns: readonly string[],
): Recognised | undefined {
  const known = integrationPresets();
  for (const word of (integration ?? '').toLowerCase().split(/[^a-z]+/)) {
    const connector = Object.hasOwn(ALIASES, word) ? ALIASES[word]! : word;
    if (Object.hasOwn(known, connector)) return { connector, because: 'its name' };
  }
  const has = (name: string): boolean =>
    name.endsWith('*') ? columns.some((column) => column.startsWith(name.slice(0, -1))) : columns.includes(name);
  for (const [connector, signatures] of SIGNATURES) {
    const signature = signatures.find((names) => names.every(has));
    if (signature) return { connector, because: `the columns ${signature.join(', ')}` };
  }
  return undefined;
}
