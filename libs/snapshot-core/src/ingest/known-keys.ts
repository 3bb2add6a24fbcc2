/**
 * Key columns of streams of known connectors that are not called Id or id, as their Singer taps name them: connector →
 * stream in lower case (`*`: any) → column. What a delivery or weft.yaml says of the key comes before it.
 */
const KNOWN_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  hubspot: { contacts: 'vid', companies: 'companyId', deals: 'dealId' }, // v1 of its API; v3 has id
  netsuite: { '*': 'internalId' }, // SOAP; SuiteQL has id
  xero: {
    accounts: 'AccountID',
    bank_transactions: 'BankTransactionID',
    contacts: 'ContactID',
    credit_notes: 'CreditNoteID',
    invoices: 'InvoiceID',
    items: 'ItemID',
    journals: 'JournalID',
    manual_journals: 'ManualJournalID',
    payments: 'PaymentID',
    purchase_orders: 'PurchaseOrderID',
  },
};

const USUAL = ['Id', 'id'];

/** The column that is a stream's key when nobody says which; undefined when the header has none that is known. */
export function guessKey(integration: string, stream: string, header: readonly string[]): string | undefined {
  const [connector = ''] = integration.toLowerCase().split(/[-_]/);
  const known = Object.hasOwn(KNOWN_KEYS, connector) ? KNOWN_KEYS[connector] : undefined;
  const column = known?.[stream.toLowerCase()] ?? known?.['*'];
  return [...USUAL, ...(column === undefined ? [] : [column])].find((name) => header.includes(name));
}
