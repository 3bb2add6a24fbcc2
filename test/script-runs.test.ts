import {
  type Database,
  getTenant,
  openSnapshots,
  readChanges,
  saveIntegration,
  type ScriptRow,
  type Snapshots,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { allRecords, foldFeed } from './support/ingest.ts';

/* What scripts write goes the way of every other sync: runs, changes, history. */

let db: Database;
let tenant: string;
let snapshots: Snapshots;
beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(async () => {
  tenant = uniqueTenant();
  snapshots = await openSnapshots({ tenant, integration: 'crm', database: db });
});
afterAll(() => db.close());

const key = 'Id';

async function* accounts(count: number, more: (i: number) => ScriptRow = () => ({})) {
  for (let i = 1; i <= count; i++) yield { Id: String(i).padStart(6, '0'), Name: `n${i}`, ...more(i) };
}

test('rows can come one by one, more than fit into parameters, and be read one by one', async () => {
  const first = await snapshots.writeSnapshot('Account', accounts(12_000), { key });
  const again = await snapshots.writeSnapshot('Account', accounts(12_000), { key });
  const fewer = await snapshots.writeSnapshot('Account', accounts(9000), { key, override: true });

  expect(first).toMatchObject({ created: 12_000, merge: 'fill', status: 'succeeded' });
  expect(again).toMatchObject({ unchanged: 12_000, seq: null });
  expect(fewer).toMatchObject({ deleted: 3000, held: 0, unchanged: 9000, kind: 'full' });
  let last = '';
  let count = 0;
  for await (const record of snapshots.readSnapshot('Account')) {
    const id = record['Id'] as string;
    expect(id > last).toBe(true);
    last = id;
    count++;
  }
  expect([count, last]).toEqual([9000, '009000']);
  const records = await allRecords(db, tenant);
  expect(await foldFeed(db, tenant)).toEqual(new Map([...records].map(([id, data]) => [`crm.Account:${id}`, data])));
});

test('a later row with a column of its own is an error unless the columns were told', async () => {
  const rows = () => accounts(3, (i) => (i === 3 ? { Late: 'x' } : {}));

  await expect(snapshots.writeSnapshot('Account', rows(), { key })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('row 3 has a column "Late"'),
  });
  expect(await snapshots.getSnapshot('Account')).toBeNull();
  await snapshots.writeSnapshot('Account', rows(), { key, columns: ['Id', 'Name', 'Late'] });
  expect((await snapshots.getSnapshot('Account'))?.map(({ Late }) => Late)).toEqual([null, null, 'x']);
});

test.each([
  ['its source fails half-way', 5000, { key }, 'the source went away'],
  ['the key is not that of the stream', 1e6, { key: 'Name' }, 'key is Id'],
])('when %s, a run leaves nothing and lets go of its source', async (_when, count, options, message) => {
  let released = false;
  async function* failing() {
    try {
      yield* accounts(count, () => ({ New: 'n' }));
      throw new Error('the source went away');
    } finally {
      released = true;
    }
  }
  await snapshots.updateSnapshot('Account', [{ Id: '1', Name: 'a' }], { key });

  await expect(snapshots.writeSnapshot('Account', failing(), options)).rejects.toThrow(message);

  expect(await snapshots.getSnapshot('Account')).toEqual([{ Id: '1', Name: 'a' }]);
  expect(await eventually('the release of the source', () => released)).toBe(true);
});

test('a dropped column is nowhere; what weft.yaml drops stays dropped besides', async () => {
  await snapshots.updateSnapshot('Account', [{ Id: '1', Name: 'a', Secret: 's' }], { key });
  await snapshots.updateSnapshot('Account', [{ Id: '1', Secret: 't' }], { key });
  await saveIntegration(db.pool, { name: `i${tenant}`, streams: { Account: { drop: ['Pin'] } } });
  const declared = await openSnapshots({ tenant, integration: `i${tenant}`, database: db });

  await snapshots.updateSnapshot('Account', [{ Id: '1', Name: 'b' }], { key, dropColumn: 'Secret' });
  const row = { Id: '1', Name: 'a', Secret: 's', Pin: '7' };
  const result = await declared.updateSnapshot('Account', [row], { key, dropColumn: 'Secret' });

  const { changes } = await readChanges(db, await getTenant(db, tenant), { after: 0, limit: 10 });
  expect(JSON.stringify(changes)).not.toContain('Secret');
  expect(result).toEqual([{ Id: '1', Name: 'a' }]);
});
