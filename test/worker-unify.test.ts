import { jest } from '@jest/globals';
import { first, getTenant, listRuns, sql } from '@app/snapshot-core';
import { applyWeftFile, getModel, parseWeftFile, readUnified } from '@app/unify';
import { eventually } from './support/eventually.ts';
import { workerPlace } from './support/worker-place.ts';
import { startWorker } from './support/worker-process.ts';

// Starting a worker takes a second, and several where the processors are busy.
jest.setTimeout(120_000);

const place = workerPlace();

test('what a worker has ingested it unifies', async () => {
  const file = `
    integrations:
      salesforce: { streams: { Account: { key: Id } } }
      quickbooks: { streams: { Customer: { key: Id } } }
    sources:
      - { directory: '${place.folder.pattern}', schedule: '* * * * * *' }
    models:
      customer:
        fields: { name: company_name, email: email }
        sources:
          salesforce.Account: { map: { name: Name, email: Email } }
          quickbooks.Customer: { map: { name: CompanyName, email: Email } }`;
  await place.folder.deliver('acme/salesforce/Account-20250101T000000.csv', 'Id,Name,Email\n1,Acme,a@acme.example\n');
  await place.folder.deliver(
    'acme/quickbooks/Customer-20250101T000000.csv',
    'Id,CompanyName,Email\n7,Acme Inc,A@ACME.example\n',
  );
  await applyWeftFile(place.db, parseWeftFile(file, 'weft.yaml'), '/');
  startWorker(place.url);
  await eventually('both deliveries ingested and no job left', async () => {
    const left = await first<{ ingested: number; jobs: number }>(
      place.db.pool,
      sql`
        select (select count(*) from weft.delivery where state = 'ingested') as ingested,
          (select count(*) from graphile_worker.jobs where task_identifier <> 'scan_source') as jobs`,
    ).catch(() => undefined); // the queue is made by the worker
    return left?.ingested === 2 && left.jobs === 0;
  });

  const tenant = await getTenant(place.db, 'acme');
  const unified = await readUnified(place.db, tenant, await getModel(place.db, 'customer'), { limit: 10 });
  expect(
    unified.map(({ sources }) => sources.map(({ integration, key }) => `${integration}:${key}`).toSorted()),
  ).toEqual([['quickbooks:7', 'salesforce:1']]);
  // One run, or two where the machine was too busy for the deliveries to come to an end together.
  const unifyRuns = await listRuns(place.db, tenant, { limit: 10, source: 'unified.customer' });
  expect(unifyRuns.map(({ kind, status }) => `${kind} ${status}`)).toEqual(unifyRuns.map(() => 'unify succeeded'));
  expect(unifyRuns.reduce((sum, { created }) => sum + created, 0)).toBe(1);
});
