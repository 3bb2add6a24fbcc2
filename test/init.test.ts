import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseWeftFile } from '@app/unify';
import { uniqueTenant, workerDatabase } from './support/database.ts';
import { sharedData } from './support/shared-data.ts';
import { jsonLines, weft } from './support/weft.ts';

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  const { url, pool } = await workerDatabase();
  await pool.end();
  folder = await mkdtemp(join(tmpdir(), 'weft-init-'));
  env = { DATABASE_URL: url, WEFT_HOME: join(folder, 'home') };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (cwd: string, ...args: string[]) => weft(args, { env, cwd });

/** A folder of its own with sync output in it: target below the folder → source. */
async function workspace(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(join(folder, 'workspace-'));
  for (const [target, source] of Object.entries(files)) await cp(source, join(dir, target), { recursive: true });
  return dir;
}

test('a file is written for what is found, works as it is, and is never written over by itself', async () => {
  const sample = resolve('examples/deliveries/1/northwind-supply');
  // Integrations are one catalog for all tests of a database: names of our own, told by sf and qbo.
  const dir = await workspace({
    'out/sf-init': join(sample, 'salesforce'),
    'out/qbo-init': join(sample, 'quickbooks'),
  });
  const written = await run(dir, 'init', 'out');
  expect(written).toMatchObject({ code: 0, stderr: '' });
  expect(written.stdout).toContain('weft.yaml: 2 integrations, 4 streams, 3 models');
  const text = await readFile(join(dir, 'weft.yaml'), 'utf8');
  expect(parseWeftFile(text, 'weft.yaml').models.map(({ name }) => name)).toEqual(['company', 'person', 'invoice']);
  expect(text).toMatch(/email: Billing_Email__c #/); // the preset cannot know a custom field

  const again = await run(dir, 'init', 'out');
  expect(again).toMatchObject({ code: 1, stdout: '' });
  expect(again.stderr).toMatch(/weft\.yaml is there already.*--force/s);
  expect((await run(dir, 'init', 'out', '--force')).code).toBe(0);
  expect(await readFile(join(dir, 'weft.yaml'), 'utf8')).toBe(text);

  const tenant = uniqueTenant();
  expect(await run(dir, 'apply', 'weft.yaml')).toMatchObject({ code: 0, stderr: expect.not.stringContaining('note:') });
  const synced = await run(dir, 'sync', 'out', '--tenant', tenant, '--json');
  expect(synced).toMatchObject({ code: 0, stderr: '' });
  const counts = jsonLines(synced.stdout).map(({ integration, stream, received }) => [integration, stream, received]);
  expect(counts).toEqual(
    expect.arrayContaining([
      ['sf-init', 'Account', 66],
      ['qbo-init', 'Customer', 67],
      ['unified', 'company', 133],
      ['unified', 'person', 115],
      ['unified', 'invoice', 48],
    ]),
  );
  const companies = jsonLines<{ sources: unknown[] }>((await run(dir, 'unified', tenant, 'company', '--json')).stdout);
  expect(companies.length).toBeLessThan(133 - 30); // customers of both systems are found
  expect(companies.length).toBeGreaterThan(66);

  const fromTenant = await run(dir, 'init', '--tenant', tenant, '--out', '-');
  expect(fromTenant).toMatchObject({ code: 0, stderr: '' });
  expect(fromTenant.stdout).toContain(`Account: 66 records in tenant ${tenant}; key: it is kept under this key`);
  expect(parseWeftFile(fromTenant.stdout, 'weft.yaml').models).toHaveLength(3);
}, 120_000);

test('what to look at has to be said, once', async () => {
  expect((await run(folder, 'init')).code).toBe(2);
  expect((await run(folder, 'init', 'out', '--tenant', 'x')).code).toBe(2);
  const empty = await workspace({});
  expect(await run(empty, 'init', '.')).toMatchObject({ code: 1, stderr: expect.stringContaining('no sync output') });
  expect(await run(empty, 'init', 'nowhere')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no such folder'),
  });
});

test('formats side by side; a file that cannot be read is left out by name', async () => {
  const dir = await workspace({});
  await mkdir(join(dir, 'erp-init'));
  const clients = [1, 2, 3].map((id) => JSON.stringify({ client: id, company: `Acme ${id} GmbH`, city: 'Berlin' }));
  await writeFile(join(dir, 'erp-init', 'clients-20260101T000000.jsonl'), `${clients.join('\n')}\n`);
  await writeFile(join(dir, 'erp-init', 'broken.csv'), 'a,a\n1,2\n');
  const { code, stdout, stderr } = await run(dir, 'init', '.', '--out', '-');
  expect(code).toBe(0);
  expect(stderr).toMatch(/left out: .*broken\.csv/);
  expect(parseWeftFile(stdout, 'weft.yaml')).toMatchObject({
    integrations: { 'erp-init': { streams: { clients: { key: ['client'] } } } },
    models: [{ name: 'company' }],
  });
});

test('customers that are companies are told as such; a model without a stream is none', async () => {
  const dir = await workspace({});
  await mkdir(join(dir, 'stripe-init'));
  const names = ['Acme Ltd', 'Beta GmbH', 'Gamma Services', 'Delta Inc', 'Epsilon & Sons'];
  const lines = names.map((name, i) => JSON.stringify({ id: `cus_${i}`, object: 'customer', livemode: true, name }));
  await writeFile(join(dir, 'stripe-init', 'customers.jsonl'), `${lines.join('\n')}\n`);
  const { code, stdout } = await run(dir, 'init', '.');
  expect(code).toBe(0);
  expect(stdout).toMatch(/1 stream, 1 model\n {2}company from stripe-init\.customers\nRead it/);
  expect(await readFile(join(dir, 'weft.yaml'), 'utf8')).toMatch(/# person: \{ preset: person \}/);
});

const samples = sharedData('sync/quickbooks-salesforce-samples');

samples.withData(
  'real files that lie in one folder are told apart by their columns',
  async () => {
    const dir = await workspace({});
    const { code, stdout } = await run(dir, 'init', samples.dir, '--out', '-');
    expect(code).toBe(0);
    const file = parseWeftFile(stdout, 'weft.yaml');
    expect(Object.keys(file.integrations)).toEqual(['quickbooks', 'salesforce']);
    expect(file.models.map(({ name }) => name)).toEqual(['person', 'invoice']);
    expect(stdout).toMatch(/# salesforce\.Lead: name 100 %.*email 100 %/);
    expect(stdout).toMatch(/# quickbooks\.Invoice: number 100 %.*total 100 %/);

    // The same file as the catalog of a tenant, under names of our own.
    const own = stdout.replaceAll('quickbooks:', 'qbo-samples:').replaceAll('salesforce:', 'sf-samples:');
    await writeFile(join(dir, 'weft.yaml'), own);
    const deliveries = await workspace({
      'qbo-samples/Invoice-20200825T164545.csv': join(samples.dir, 'Invoice-20200825T164545.csv'),
      'sf-samples/Lead-20210128T125258.csv': join(samples.dir, 'Lead-20210128T125258.csv'),
    });
    const tenant = uniqueTenant();
    expect(await run(dir, 'apply', 'weft.yaml')).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining('note:'),
    });
    const synced = await run(dir, 'sync', deliveries, '--tenant', tenant, '--json');
    expect(synced).toMatchObject({ code: 0, stderr: '' });
    const counts = jsonLines(synced.stdout).map(({ stream, received, created }) => [stream, received, created]);
    expect(counts).toEqual(
      expect.arrayContaining([
        ['Invoice', 31, 31],
        ['Lead', 22, 22],
        ['invoice', 31, 31],
        ['person', 22, expect.any(Number)],
      ]),
    );
  },
  120_000,
);
