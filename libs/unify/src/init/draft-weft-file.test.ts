import fc from 'fast-check';
import { sourceName } from '../model/source-record.ts';
import { parseWeftFile } from '../weft-file/parse-weft-file.ts';
import { draftWeftFile } from './draft-weft-file.ts';
import type { StreamSample } from './stream-sample.ts';

function stream(integration: string, name: string, records: Record<string, string>[]): StreamSample {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return { integration, stream: name, columns, records, whole: true, from: `${name}.csv` };
}

const parse = (samples: StreamSample[]) => parseWeftFile(draftWeftFile(samples).text, 'weft.yaml');

test('known connectors come with presets; what presets miss in the data is mapped by hand', () => {
  const file = parse([
    stream('crm', 'Account', [
      { Id: '1', SystemModstamp: '2026-01-01', Name: 'Acme', Invoice_Email__c: 'a@acme.example' },
      { Id: '2', SystemModstamp: '2026-01-01', Name: 'Beta', Invoice_Email__c: 'b@beta.example' },
    ]),
  ]);
  expect(file.integrations.crm?.streams.Account).toMatchObject({ key: ['Id'], version: 'SystemModstamp' });
  expect(file.models.map(({ name }) => name)).toEqual(['company']);
  const account = file.models[0]?.sources.find((source) => sourceName(source) === 'crm.Account');
  expect(account?.map).toMatchObject({ name: 'Name', email: 'Invoice_Email__c' });
});

test('unknown streams are keyed and mapped by their data; what is neither company nor person is left alone', () => {
  const file = parse([
    stream('erp', 'Kunden', [
      { kunden_id: '7', company: 'Acme GmbH', addr: '{"zip": "10115", "city": "Berlin"}', web_site: 'acme.example' },
      { kunden_id: '8', company: 'Beta AG', addr: '{"zip": "20095", "city": "Hamburg"}', web_site: 'beta.example' },
    ]),
    stream('erp', 'staff', [{ no: '1', first_name: 'Ann', last_name: 'Lee', email: 'ann@acme.example' }]),
    stream('erp', 'ledger', [{ amount: '1.5' }, { amount: '1.5' }]),
  ]);
  expect(file.integrations.erp?.streams).toEqual({
    Kunden: { key: ['kunden_id'] },
    ledger: { key: 'none' },
    staff: { key: ['no'] },
  });
  const maps = file.models.map(({ name, sources }) => [
    name,
    sources.filter(({ integration }) => integration === 'erp').map(({ stream: source, map }) => [source, map]),
  ]);
  expect(maps).toEqual([
    ['company', [['Kunden', { name: 'company', postcode: 'addr.zip', city: 'addr.city', website: 'web_site' }]]],
    ['person', [['staff', { given_name: 'first_name', family_name: 'last_name', email: 'email' }]]],
  ]);
});

test('a preset is told in comments how well it fits; a key that repeats in the data is not taken from it', () => {
  const { text } = draftWeftFile([
    stream('salesforce', 'Contact', [
      { Id: '1', Row: 'a', Email: 'a@x.example' },
      { Id: '1', Row: 'b', LastName: 'Lee' },
    ]),
  ]);
  expect(text).toMatch(/# salesforce\.Contact: name 50 %.*email 50 %; nothing for given_name/);
  expect(text).toMatch(/Contact: \{ ?key: none ?\}/);
});

const COMPANIES = ['Acme Ltd', 'Beta GmbH', 'Gamma Services', 'Delta Inc', 'Epsilon & Sons', 'Umbershade'];
const PEOPLE = ['Bill Lee', 'Ann Ray', 'Kate Moss', 'John Doe', 'Mary Poe', 'Priya Raghavan'];

test.each<[string, string[], string[]]>([
  ['companies', COMPANIES, ['company']],
  ['people', PEOPLE, ['person']],
  ['both', [...COMPANIES, ...PEOPLE], ['company', 'person']],
  ['nobody knows', ['Umbershade', 'Thimblewick', 'Belltower'], ['company', 'person']],
])('a stream that may be of either is in the models that its names are of: %s', (_, names, models) => {
  const customers = names.map((name, i) => ({ id: `cus_${i}`, object: 'customer', livemode: 'true', name }));
  // Beside another that feeds both models, and alone.
  const others = [
    stream('crm', 'Account', [{ Id: '1', SystemModstamp: 'x', Name: 'Acme' }]),
    stream('crm', 'Contact', [{ Id: '1', SystemModstamp: 'x', Name: 'Ann', LastName: 'Lee' }]),
  ];
  for (const beside of [others, []]) {
    const samples = [...beside, stream('billing', 'customers', customers)];
    const { text } = draftWeftFile(samples);
    const fed = parse(samples).models.filter(({ sources }) =>
      sources.some((each) => sourceName(each) === 'billing.customers'),
    );
    expect(fed.map(({ name }) => name)).toEqual(models);
    expect(text.match(/of \d+ names \d+ look like companies'/g)).toHaveLength(2);
    // Whoever reads it can turn it.
    if (models.length === 1 && beside.length > 0) {
      expect(text).toContain('billing.customers: null # left out');
      const turned = parseWeftFile(text.replace('null # left out', '{} # left out'), 'weft.yaml');
      expect(
        turned.models.every(({ sources }) => sources.some((each) => sourceName(each) === 'billing.customers')),
      ).toBe(true);
    }
  }
});

test('whatever the streams are called and hold, the file parses and comes out the same again', () => {
  const name = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom('a: b', '#x', '- y', 'true', '001', '{', 'é\n', "'", '"'),
  );
  const integration = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,20}$/).filter((text) => text !== 'unified');
  const streamName = name.filter((text) => !/[:\s]/.test(text) && text.trim() !== '' && text !== '__proto__');
  const record = fc.dictionary(
    name.filter((text) => text.trim() !== '' && !text.includes(',')),
    fc.string(),
    { maxKeys: 4 },
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(integration, streamName, fc.array(record, { maxLength: 4 })), {
        selector: ([a, b]) => `${a}.${b}`,
        maxLength: 4,
      }),
      (streams) => {
        const samples = streams.map(([a, b, records]) => stream(a, b, records));
        const { text } = draftWeftFile(samples);
        expect(() => parseWeftFile(text, 'weft.yaml')).not.toThrow();
        expect(draftWeftFile(samples).text).toBe(text);
      },
    ),
    { numRuns: 60 },
  );
});
