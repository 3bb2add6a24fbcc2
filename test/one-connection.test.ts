import { randomUUID } from 'node:crypto';
import {
  type Database,
  getTenant,
  openDatabase,
  openSnapshots,
  planRevert,
  planSync,
  revertRun,
  runSinger,
  runSync,
} from '@app/snapshot-core';
import { applyWeftFile, getModel, parseWeftFile, runUnify } from '@app/unify';
import { databaseUrl, dropDatabase, makeDatabase, TEMPLATE_PREFIX } from './support/admin.ts';
import { allRecords, textInput } from './support/ingest.ts';

const name = `${TEMPLATE_PREFIX}${randomUUID().slice(0, 8)}`;
let db: Database;
afterAll(async () => {
  await db.close();
  await dropDatabase(name);
});

const MODEL = `
models:
  lone:
    fields: { name: company_name, email: email }
    sources: { lone.Account: { map: { name: Name, email: Email } } }
`;

test('one connection is enough for a new database, syncs, plans, reverts, Singer, scripts and unify', async () => {
  await makeDatabase(name);
  db = await openDatabase({ url: databaseUrl(name), poolSize: 1 });
  const request = (rows: string) => ({
    tenant: 'acme',
    integration: 'lone',
    stream: 'Account',
    input: textInput(`Id,Name,Email\n${rows}`),
  });
  await runSync(db, request('1,Acme,a@acme.example\n2,Beta,b@beta.example\n'));
  const many = Array.from({ length: 5000 }, (_, i) => `n${i},Name ${i},${i}@x${i}.example\n`).join('');
  const { run } = await runSync(db, request(`1,Other,a@acme.example\n${many}`));
  expect(await planSync(db, request('1,Third,a@acme.example\n'), () => undefined)).toMatchObject({ updated: 1 });
  await applyWeftFile(db, parseWeftFile(MODEL, 'weft.yaml'), '/');
  const tenant = await getTenant(db, 'acme');
  expect(await runUnify(db, tenant, await getModel(db, 'lone'))).toMatchObject({ status: 'succeeded' });
  expect(await planRevert(db, tenant, run, () => undefined)).toMatchObject({ conflicts: [] });
  await revertRun(db, tenant, run);
  expect((await allRecords(db, 'acme', 'lone')).size).toBe(2);
  expect(await runUnify(db, tenant, await getModel(db, 'lone'))).toMatchObject({ status: 'succeeded' });
  const lines = [
    { type: 'SCHEMA', stream: 'S', schema: {}, key_properties: ['id'] },
    { type: 'RECORD', stream: 'S', record: { id: 1 }, version: 1 },
    { type: 'ACTIVATE_VERSION', stream: 'S', version: 1 },
  ];
  const input = textInput(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await runSinger(db, { tenant: 'acme', integration: 'lone', name: 'stdin', input });
  const snapshots = await openSnapshots({ tenant: 'acme', integration: 'lone', database: db });
  expect(await snapshots.updateSnapshot('T', [{ Id: 1 }], { key: 'Id' })).toHaveLength(1);
}, 30_000);
