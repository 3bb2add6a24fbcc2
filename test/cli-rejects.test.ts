import { cliPlace } from './support/cli-place.ts';
import { uniqueTenant } from './support/database.ts';
import { jsonLines } from './support/weft.ts';

const { run, file } = cliPlace();

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
}, 90_000);
