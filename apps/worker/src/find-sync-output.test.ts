import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSyncOutput } from './find-sync-output.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weft-find-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

const found = async () =>
  (await findSyncOutput(`${root}/in/{tenant}/{integration}/{stream}*`)).map(
    ({ path, size, tenant, integration, stream }) => ({
      file: path.slice(root.length),
      size,
      tenant,
      integration,
      stream,
    }),
  );

test('what matches the pattern is found, with what its path says', async () => {
  await mkdir(`${root}/in/acme/salesforce`, { recursive: true });
  await mkdir(`${root}/in/acme/salesforce/Lead.csv`); // a folder
  await writeFile(`${root}/in/acme/salesforce/Account-20250101T000000.csv`, 'Id\n1\n');
  await writeFile(`${root}/in/acme/salesforce.csv`, 'at another depth');
  expect(await found()).toMatchObject([
    { file: '/in/acme/salesforce/Account-20250101T000000.csv', size: 5, tenant: 'acme', integration: 'salesforce' },
  ]);
});

test('what is being written, by its name, is not', async () => {
  await mkdir(`${root}/in/acme/salesforce/.rsync`, { recursive: true });
  for (const name of ['Account.csv.tmp', 'Account.csv.PART', '.Account.csv.Xy12', '.rsync/Account.csv']) {
    await writeFile(`${root}/in/acme/salesforce/${name}`, 'Id\n1\n');
  }
  expect(await found()).toEqual([]);
});

test('a folder that is not there has nothing in it', async () => {
  expect(await found()).toEqual([]);
});
