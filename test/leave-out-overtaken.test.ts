import { basename, dirname } from 'node:path';
import { type Database, discoverDeliveries, fileInput, runSync } from '@app/snapshot-core';
import { leaveOutOvertaken } from '../apps/cli/src/sync/leave-out-overtaken.ts';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords } from './support/ingest.ts';
import { type SyncFolder, syncFolder } from './support/sync-folder.ts';

let db: Database;
let folder: SyncFolder;
beforeAll(async () => {
  db = await testDatabase();
  folder = await syncFolder();
});
afterAll(async () => {
  await db.close();
  await folder.remove();
});

test('records deleted by a companion file, and there again since, stay when the folder is taken once more', async () => {
  const tenant = uniqueTenant();
  const deliver = (name: string, csv: string) => folder.deliver(`${tenant}/crm/${name}.csv`, csv);
  const first = await deliver('Account-20250101T000000', 'Id,Name\n1,Acme\n2,Beta\n');
  await deliver('Account_archived-20250102T000000', 'Id\n1\n2\n');
  await deliver('Account-20250103T000000', 'Id,Name\n1,Acme again\n');
  await deliver('Account_archived-20250104T000000', 'Id\n7\n');
  const sync = async () => {
    const found = await discoverDeliveries(dirname(dirname(first)));
    const taken = await leaveOutOvertaken(db, tenant, found);
    let changes = 0;
    for (const { integration, stream, paths } of taken) {
      const run = await runSync(db, { tenant, integration, stream, input: await fileInput(paths[0]!) });
      changes += run.created + run.updated + run.deleted;
    }
    return { taken: taken.map(({ paths }) => basename(paths[0]!, '.csv')), changes };
  };
  expect(await sync()).toMatchObject({ taken: { length: 4 }, changes: 5 });
  expect(await sync()).toEqual({ taken: ['Account_archived-20250104T000000'], changes: 0 });
  expect([...(await allRecords(db, tenant)).keys()]).toEqual(['1']);
});
