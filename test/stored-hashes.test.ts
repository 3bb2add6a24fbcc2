import { type Database, getSnapshotTable, getTenant, type SnapshotTable } from '@app/snapshot-core';
import { readHashes, StoredHashes, words } from '../libs/snapshot-core/src/ingest/stored-hashes.ts';
import { spareClient } from '../libs/snapshot-core/src/db/spare-client.ts';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { ingest } from './support/ingest.ts';

let db: Database;
let snapshot: SnapshotTable;
beforeAll(async () => {
  db = await testDatabase();
  const tenant = uniqueTenant();
  await ingest(db, tenant, `Id,Name\n${Array.from({ length: 20_000 }, (_, n) => `${n},name ${n}\n`).join('')}`);
  snapshot = await getSnapshotTable(db, await getTenant(db, tenant), 'crm', 'Account');
});
afterAll(() => db.close());

async function readAll(stored: StoredHashes): Promise<number[]> {
  const read: number[] = [];
  while (!stored.isComplete) {
    await stored.more();
    read.push(...stored.take()!);
  }
  return read;
}

test('on a connection of their own the same hashes come, while the transaction is free, and it is given back', async () => {
  const tx = await db.pool.connect();
  const expected = [...words(await readHashes(tx, snapshot))];
  const alone = await StoredHashes.open(tx, undefined, snapshot);
  expect(alone.occupies).toBe(true);
  expect(await readAll(alone)).toEqual(expected);

  const beside = await StoredHashes.open(tx, await spareClient(db.pool), snapshot);
  expect(beside.occupies).toBe(false);
  expect(await readAll(beside)).toEqual(expected);
  tx.release();
  expect(db.pool.idleCount).toBe(db.pool.totalCount);
});

test('who reads no further gives the connection back', async () => {
  const tx = await db.pool.connect();
  const stored = await StoredHashes.open(tx, await spareClient(db.pool), snapshot);
  await stored.close();
  await stored.close();
  tx.release();
  expect(db.pool.idleCount).toBe(db.pool.totalCount);
});
