import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries, linkLibraries } from './binaries.ts';

test('libraries get the links that the package could not carry, once', async () => {
  const root = await mkdtemp(join(tmpdir(), 'weft-links-'));
  const lib = join(root, 'native', 'lib');
  await mkdir(lib, { recursive: true });
  await writeFile(join(lib, 'libpq.so.5.18'), 'library');
  await writeFile(
    join(root, 'native', 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
  );

  await linkLibraries(join(root, 'native'));
  await linkLibraries(join(root, 'native'));
  expect(await readFile(join(lib, 'libpq.so.5'), 'utf8')).toBe('library');
  await rm(root, { recursive: true });
});

test('a platform without a build is refused, with the way out', async () => {
  await expect(findBinaries('win32-x64')).rejects.toMatchObject({
    code: 'unusable_database',
    message: 'there is no embedded Postgres for win32-x64',
    hint: expect.stringContaining('DATABASE_URL'),
  });
});

test('a build that was not installed is told from one that does not exist', async () => {
  const other = process.platform === 'darwin' ? 'linux-ppc64' : 'darwin-arm64';
  await expect(findBinaries(other)).rejects.toMatchObject({ hint: expect.stringContaining('npm ci') });
});
