import { jest } from '@jest/globals';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownDatabase, uniqueTenant } from './support/database.ts';
import { jsonLines, weft } from './support/weft.ts';

// Each command takes a second, and several where the processors are busy.
jest.setTimeout(120_000);

let own: Awaited<ReturnType<typeof ownDatabase>>;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  own = await ownDatabase(); // a first start: this database knows of no secret key yet
  folder = await mkdtemp(join(tmpdir(), 'weft-documents-'));
  env = { DATABASE_URL: own.url, WEFT_HOME: join(folder, 'home') };
});
afterAll(async () => {
  await own.drop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => weft(args, { env });

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('documents are put, listed, read and deleted; a secret needs its key', async () => {
  const tenant = uniqueTenant();
  await run('tenants', 'create', tenant);
  const text = '{ "id": 12345678901234567890 }\n';
  const put = await run('documents', tenant, 'put', 'app.json', await file('app.json', text), '--json');
  expect(jsonLines(put.stdout)).toMatchObject([{ name: 'app.json', type: 'json', secret: false, change: 'created' }]);
  const secret = await weft(['documents', tenant, 'put', 'token', '-', '--secret'], { env, input: 'hunter2' });
  expect(secret).toMatchObject({ code: 0, stdout: '', stderr: `Document token of ${tenant} is created, a secret.\n` });
  const listed = await run('documents', tenant, 'list', '--json');
  expect(jsonLines(listed.stdout)).toMatchObject([{ name: 'app.json' }, { name: 'token', type: 'text', secret: true }]);
  expect(await run('documents', tenant, 'get', 'app.json')).toMatchObject({ code: 0, stdout: text });
  expect(await run('documents', tenant, 'get', 'token')).toMatchObject({ code: 0, stdout: 'hunter2' });

  const key = join(env.WEFT_HOME!, 'secret-key');
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  expect(Buffer.from(await readFile(key, 'utf8'), 'base64')).toHaveLength(32);
  const elsewhere = await weft(['documents', tenant, 'get', 'token'], {
    env: { ...env, WEFT_HOME: join(folder, 'elsewhere') },
  });
  expect(elsewhere).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('this process does not have'),
  });

  expect(await run('documents', tenant, 'delete', 'app.json')).toMatchObject({ code: 0 });
  const gone = await run('documents', tenant, 'get', 'app.json');
  expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining('has no document "app.json"') });
});

test('config.json: each fault on a line of its own; apply --plan shows what a model would do to records', async () => {
  const tenant = uniqueTenant();
  const model = (phone: string) => `models:
  customer:
    fields: { name: company_name, phone: phone }
    sources: { crm.Account: { map: { name: Name, phone: ${phone} } } }
`;
  const account = await file('Account.csv', 'Id,Name,Phone,Mobile\n1,Acme,+12125550101,+12125550901\n');
  await run('apply', await file('weft.yaml', model('Phone')));
  await run('ingest', account, '--tenant', tenant, '--integration', 'crm', '--stream', 'Account');
  await run('unify', tenant);

  const wrong = await file(
    'wrong.json',
    '{\n  "models": {\n    "customr": {},\n    "customer": { "feilds": {} }\n  }\n}',
  );
  const refused = await run('documents', tenant, 'put', 'config.json', wrong);
  expect(refused.code).toBe(1);
  expect(refused.stderr.split('\n').slice(1, 3)).toEqual([
    expect.stringMatching(
      /^ {2}config\.json of tenant .*:3: models\.customr is no model \(did you mean "customer"\?\)$/,
    ),
    expect.stringMatching(
      /^ {2}config\.json of tenant .*:4: models\.customer\.feilds is not known here \(did you mean "fields"\?\)$/,
    ),
  ]);

  const plan = await run('apply', await file('other.yaml', model('Mobile')), '--plan', '--json');
  expect(plan.code).toBe(0);
  expect(jsonLines(plan.stdout)).toMatchObject([
    { what: 'model', name: 'customer', change: 'updated' },
    {
      what: 'unify',
      tenant,
      model: 'customer',
      updated: 1,
      created: 0,
      samples: [
        { op: 'updated', changed: ['phone'], before: { phone: '+12125550101' }, after: { phone: '+12125550901' } },
      ],
    },
  ]);
  const text = await run('apply', join(folder, 'other.yaml'), '--plan');
  expect(text.stdout).toMatch(/phone: "\+12125550101" → "\+12125550901"/);
  expect(jsonLines((await run('unified', tenant, 'customer', '--json')).stdout)).toMatchObject([
    { data: { phone: '+12125550101' } },
  ]);
});
