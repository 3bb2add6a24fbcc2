import { basename, join } from 'node:path';
import { cliPlace } from './support/cli-place.ts';
import { uniqueTenant } from './support/database.ts';
import { jsonLines } from './support/weft.ts';

const { folder, run, file } = cliPlace();

test('rejected records are written to a file, corrected there and ingested again', async () => {
  const tenant = uniqueTenant();
  const path = await file('crm/Lead-20250101T000000.csv', 'Id,Name\n1,Acme\n2\n3,Gamma\n');
  const [line] = jsonLines<{ run: number }>((await run('ingest', path, '--tenant', tenant, '--json')).stdout);
  const number = String(line!.run);

  const raw = await run('rejects', tenant, number, '--raw');
  expect(raw.stdout).toBe('Id,Name\n2\n');
  const csv = await run('rejects', tenant, number, '--csv');
  expect(csv.stdout).toMatch(/^id,line,key,reason,state,resolved_by,raw\r\n\d+,3,2,"?it has 1 field,.*,open,,2\r\n$/);
  const corrected = await file('corrected.csv', raw.stdout.replace('2', '2,Beta'));
  const fix = await run('ingest', corrected, '--tenant', tenant, '--fixes', number, '--json');
  expect(fix.code).toBe(0);
  expect(jsonLines(fix.stdout)[0]).toMatchObject({
    integration: 'crm',
    stream: 'Lead',
    created: 1,
    kind: 'incremental',
  });
  expect((await run('rejects', tenant, number, '--open', '--json')).stdout).toBe('');
  expect((await run('rejects', tenant, number, '--json', '--csv')).code).toBe(2);

  const two = await Promise.all([file('two/a.csv', 'Id,Name\n4,x,y\n'), file('two/b.csv', 'Name,Id,Phone\nz,5\n')]);
  const again = await run('ingest', ...two, '--tenant', tenant, '--integration', 'crm', '--stream', 'Lead', '--json');
  const second = String(jsonLines<{ run: number }>(again.stdout)[0]!.run);
  const listed = await run('rejects', tenant);
  expect(listed.stdout).toMatch(new RegExp(`^ *run +stream.*\\n *${second} +crm.Lead +2 +.*it has 3 fields`));
  expect(await run('rejects', tenant, second, '--raw')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/make no single file: part 1 \(csv, 1\), part 2 \(csv, 1\)/),
  });
  expect((await run('rejects', tenant, second, '--raw', '--part', '2')).stdout).toBe('Name,Id,Phone\nz,5\n');
  const exported = await run('rejects', tenant, second, '--export', join(folder, 'out'));
  const paths = exported.stdout.trim().split('\n');
  expect(paths.map((path) => basename(path))).toEqual([`rejects-${second}.part1.csv`, `rejects-${second}.part2.csv`]);
  expect((await run('rejects', tenant, second, '--export', join(folder, 'out'))).code).toBe(1); // they may be half corrected
  await file(`out/rejects-${second}.part1.csv`, 'Id,Name\n4,x\n');
  await file(`out/rejects-${second}.part2.csv`, 'Name,Id,Phone\nz,5,1\n');
  const both = await run('ingest', ...paths, '--tenant', tenant, '--fixes', second, '--json');
  expect(jsonLines(both.stdout)).toMatchObject([{ created: 2, rejected: 0 }]);
  expect(await run('rejects', tenant)).toMatchObject({
    stdout: '',
    stderr: expect.stringContaining('no open rejects'),
  });
  expect((await run('rejects', tenant, '--raw')).code).toBe(2);
}, 90_000);
