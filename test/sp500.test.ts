import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, fileInput, runSync } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, foldFeed } from './support/ingest.ts';
import { sharedData } from './support/shared-data.ts';

const { dir: DIR, withData } = sharedData('sync/s-and-p-500');

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

withData(
  '190 real extracts in order give what an independent oracle counted',
  async () => {
    const tenant = uniqueTenant();
    const files = (await readdir(DIR)).filter((file) => file.endsWith('.csv')).sort();
    const sync = async (file: string) =>
      runSync(db, {
        tenant,
        integration: 'index',
        stream: 'Constituent',
        input: await fileInput(join(DIR, file)),
        settings: { key: ['Symbol'], kind: 'full', merge: 'patch', deleteLimit: { type: 'none' } },
      });
    const sums = { created: 0, updated: 0, deleted: 0, unchanged: 0, rejected: 0 };
    for (const file of files) {
      const line = await sync(file);
      for (const count of Object.keys(sums) as (keyof typeof sums)[]) sums[count] += line[count];
    }

    expect(sums).toEqual({ created: 862, updated: 2960, deleted: 359, unchanged: 91_736, rejected: 21 });
    const records = await allRecords(db, tenant, 'index', 'Constituent');
    expect(records.size).toBe(503);
    const fold = await foldFeed(db, tenant);
    expect(fold).toEqual(new Map([...records].map(([key, data]) => [`index.Constituent:${key}`, data])));

    const repeat = await sync(files.at(-1)!);
    expect(repeat).toMatchObject({ created: 0, updated: 0, deleted: 0, received: 503, unchanged: 503, seq: null });
  },
  120_000,
);
