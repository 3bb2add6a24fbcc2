import { type Database, ensureTenant, readChanges } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, foldFeed, ingest } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

test('I1: a reader with a cursor, racing eight writers, misses nothing and sees each change once, in order', async () => {
  const tenant = await ensureTenant(db, uniqueTenant());
  const writers = 8;
  const rounds = 12;
  let writing = true;

  const write = async (writer: number) => {
    for (let round = 0; round < rounds; round++) {
      const rows = Array.from({ length: 1 + ((writer * 7 + round) % 9) }, (_, i) => `${i},${writer}-${round}`);
      await ingest(db, tenant.name, `Id,Value\n${rows.join('\n')}\n`, {}, { stream: `S${writer}` });
    }
  };
  const read = async () => {
    const seen: { seq: number; source: string; key: string; value: unknown }[] = [];
    let cursor = 0;
    for (let last = false; !last;) {
      last = !writing;
      const page = await readChanges(db, tenant, { after: cursor, limit: 37 });
      for (const { seq, source, key, after } of page.changes) seen.push({ seq, source, key, value: after?.Value });
      cursor = page.next;
      last = last && page.next === page.latest;
    }
    return seen;
  };

  const reader = read();
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  writing = false;
  const seen = await reader;

  expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, i) => i + 1));
  // Each writer's records take its rounds' values in the order in which it wrote them.
  for (let writer = 0; writer < writers; writer++) {
    const values = seen
      .filter(({ source, key }) => source === `crm.S${writer}` && key === '0')
      .map(({ value }) => value);
    expect(values).toEqual(Array.from({ length: rounds }, (_, round) => `${writer}-${round}`));
  }
  const total = (await readChanges(db, tenant, { after: 0, limit: 1 })).latest;
  expect(seen).toHaveLength(total);
});

test('I4: the same delivery twice adds no change', async () => {
  const tenant = uniqueTenant();
  const csv = 'Id,Name,Phone\n1,Acme,\n2,"Beta, Inc",""\n2,Beta,5\n3,Gamma,7\n';
  const firstRun = await ingest(db, tenant, csv, { kind: 'full' });
  const second = await ingest(db, tenant, csv, { kind: 'full' });
  const unfiltered = await ingest(db, tenant, csv, { kind: 'full' }, { skipFilter: false });

  expect(firstRun).toMatchObject({ created: 3, received: 4 });
  for (const repeat of [second, unfiltered]) {
    expect(repeat).toMatchObject({ created: 0, updated: 0, deleted: 0, seq: null });
  }
  expect([...(await allRecords(db, tenant)).keys()]).toEqual(['1', '2', '3']);
  expect((await foldFeed(db, tenant)).size).toBe(3);
});

test('I5: bytes that came before are not skipped where other settings give them another meaning', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, 'Id,Name\n1,a\n');
  const blank = 'Id,Name\n1,\n';

  expect(await ingest(db, tenant, blank, { merge: 'fill' })).toMatchObject({ updated: 0, unchanged: 1 });
  expect(await ingest(db, tenant, blank, { merge: 'patch' })).toMatchObject({ updated: 1, unchanged: 0 });
  expect(await allRecords(db, tenant)).toEqual(new Map([['1', { Id: '1', Name: null }]]));
});
