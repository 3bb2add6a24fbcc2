import { type Database, getTenant, runSync } from '@app/snapshot-core';
import { applyWeftFile, getModel, parseWeftFile, readUnified, runUnify } from '@app/unify';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { textInput } from './support/ingest.ts';

// Integrations and models are the catalog's, shared by all tests of a database: these names are used by no other test.
const FILE = `
integrations:
  kept-crm: { streams: { Account: { key: Id, kind: incremental } } }
models:
  kept_customer:
    fields: { name: company_name, email: email }
    sources: { kept-crm.Account: { map: { name: Name, email: Email } } }
`;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await applyWeftFile(db, parseWeftFile(FILE, 'weft.yaml'), '/');
});
afterAll(() => db.close());

async function unified(tenant: string, rows: string): Promise<number> {
  const input = textInput(`Id,Name,Email\n${rows}\n`);
  await runSync(db, { tenant, integration: 'kept-crm', stream: 'Account', input });
  const model = await getModel(db, 'kept_customer');
  await runUnify(db, await getTenant(db, tenant), model);
  return (await readUnified(db, await getTenant(db, tenant), model, { limit: 100 })).length;
}

/** Makes it so much likelier that two records are one, in bits. */
async function shiftPrior(tenant: string, bits: number): Promise<void> {
  const { schemaName } = await getTenant(db, tenant);
  await db.pool.query(
    `update "${schemaName}".unify_state
    set weights = jsonb_set(weights::jsonb, '{prior}', to_jsonb((weights ->> 'prior')::float8 + ${bits}))::json`,
  );
}

test('a process that has a linkage open takes up weights that were replaced, each tenant its own', async () => {
  const [one, other] = [uniqueTenant(), uniqueTenant()];
  for (const tenant of [one, other]) {
    expect(
      await unified(tenant, '1,Ashcroft Plastics,sales@ashcroft.example\n2,Brightwater,hi@brightwater.example'),
    ).toBe(2);
    expect(await unified(tenant, '3,Ashcroft Plastics,sales@ashcroft.example')).toBe(2);
  }
  await shiftPrior(one, -500);
  expect(await unified(one, '4,Ashcroft Plastics,sales@ashcroft.example')).toBe(3);
  expect(await unified(other, '4,Ashcroft Plastics,sales@ashcroft.example')).toBe(2);
  await shiftPrior(one, 500);
  expect(await unified(one, '5,Brightwater,hi@brightwater.example')).toBe(3);
});
