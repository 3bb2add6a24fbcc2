import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { reportError } from '../apps/cli/src/boundary.ts';
import { buildProgram } from '../apps/cli/src/program.ts';
import { cliPlace } from './support/cli-place.ts';
import { uniqueTenant } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { jsonLines, startWeft, weft } from './support/weft.ts';

const { env, run, file } = cliPlace();

/** A file of `count` records. */
function largeFile(count: number): Promise<string> {
  const lines = Array.from({ length: count }, (_, i) => `k${i},${'x'.repeat(200)}\n`);
  return file(`crm/Large${count}-20250101T000000.csv`, `Id,Note\n${lines.join('')}`);
}

test('help goes to standard output and exits 0; wrong usage goes to standard error and exits 2', async () => {
  const [help, wrong] = await Promise.all([
    run('--help'),
    run('ingest', 'crm/x.csv', '--tenant', 't', '--no-such-option', 'Date'),
  ]);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain('Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but');
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain("unknown option '--no-such-option'");
});

test('a failure exits 1', async () => {
  const { code, stdout, stderr } = await run('records', 'nobody', 'a.b');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^error: there is no tenant "nobody"\. [^\n]+\.\n$/);
});

test.each([
  { args: ['changes', 'nobody'], names: 'nobody' },
  { args: ['unify', 'nobody'], names: 'nobody' },
  { args: ['tenants', 'delete', 'nobody', '--yes'], names: 'nobody' },
  { args: ['tenants', 'create', 'no/slash'], names: 'no/slash' },
  { args: ['ingest', 'crm/missing.csv', '--tenant', 't'], names: 'missing.csv' },
  { args: ['ingest', 'crm/x.jsonl', '--tenant', 't'], names: 'x.jsonl' },
  { args: ['apply', '/'], names: '/ cannot be read: it is a directory' },
  { args: ['sync', '--tenant', 't', '/nowhere/at/all'], names: '/nowhere/at/all' },
  { args: ['apply', '/nowhere/weft.yaml'], names: '/nowhere/weft.yaml' },
  { args: ['keys', 'revoke', '2000000000'], names: '2000000000' },
])('a failure is one line that names what and what to do: weft $args', async ({ args, names }) => {
  // In this process, since a process of its own costs a second; what it exits with is what the boundary says.
  const before = process.env.DATABASE_URL;
  process.env.DATABASE_URL = env.DATABASE_URL;
  let said = '';
  const program = await buildProgram(args);
  const failing = program.parseAsync(args, { from: 'user' });
  const code = await failing.catch((error: unknown) => reportError(error, (text) => (said += text)));
  if (before === undefined) delete process.env.DATABASE_URL;
  else process.env.DATABASE_URL = before;
  expect(code).toBe(1);
  expect(said).toMatch(/^error: [^\n]+\. [^\n]+\.\n$/);
  expect(said).toContain(names);
});

test('every fault of a weft.yaml is listed with its line, and nothing is applied', async () => {
  const path = await file(
    'weft.yaml',
    'integrations:\n  bad name!:\n    streams: {}\nsources:\n  - directory: ./x\n    schedule: whenever\n',
  );
  const { code, stderr } = await run('apply', path);
  expect(code).toBe(1);
  expect(stderr).toMatch(/weft\.yaml:2: /);
  expect(stderr).toMatch(/weft\.yaml:6: /);
});

test('20,000 records are printed each once; a reader that closes the pipe ends the command quietly', async () => {
  const tenant = uniqueTenant();
  const path = await largeFile(20_000);
  expect((await run('ingest', path, '--tenant', tenant)).code).toBe(0);
  const records = startWeft(['records', tenant, 'crm.Large20000', '--json'], { env });
  await once(records.child.stdout!, 'data');
  records.child.stdout!.destroy();
  expect(await records.ended).toMatchObject({ code: 0, stderr: '' });
  const { stdout } = await run('records', tenant, 'crm.Large20000', '--json');
  expect(new Set(jsonLines(stdout).map(({ key }) => key)).size).toBe(20_000);
});

test('Ctrl-C during an ingest rolls it back, says so and exits 130', async () => {
  const tenant = uniqueTenant();
  const args = ['ingest', '-', '--tenant', tenant, '--integration', 'crm', '--stream', 'Endless', '--json'];
  const pool = new pg.Pool({ connectionString: env.DATABASE_URL });
  const ingest = startWeft(args, { env });
  ingest.child.stdin!.write('Id\n1\n2\n');
  await eventually('a run in progress', async () => {
    const { rows } = await pool.query(
      `select from weft.sync_run join weft.tenant on tenant.id = tenant_id where name = $1 and status = 'running'`,
      [tenant],
    );
    return rows.length === 1;
  });
  await pool.end();
  ingest.child.kill('SIGINT');
  const { code, stdout, stderr } = await ingest.ended;
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  expect(stderr).toMatch(/^error: run \d+ of .+ was stopped; nothing of it was written\. .+\n$/);
  const runs = await run('runs', tenant, '--json');
  expect(jsonLines(runs.stdout)).toMatchObject([{ status: 'failed', error: { code: 'interrupted' } }]);
});

test('--follow shows changes as they come, until Ctrl-C', async () => {
  const tenant = uniqueTenant();
  await run('tenants', 'create', tenant);
  const follow = startWeft(['changes', tenant, '--follow', '--json'], { env });
  const ingest = await weft(['ingest', '-', '--tenant', tenant, '--integration', 'crm', '--stream', 'Live'], {
    env,
    input: 'Id\n1\n',
  });
  expect(ingest.code).toBe(0);
  await eventually('the change', () => follow.output.stdout.includes('\n'));
  follow.child.kill('SIGINT');
  const { code, stdout } = await follow.ended;
  expect(code).toBe(0);
  expect(jsonLines(stdout)).toMatchObject([{ seq: 1, source: 'crm.Live', op: 'created', key: '1' }]);
});

test('keys are made, listed without their secret, and revoked', async () => {
  const tenant = uniqueTenant();
  await run('tenants', 'create', tenant);
  const [made] = jsonLines<{ id: number; key: string }>(
    (await run('keys', 'create', '--tenant', tenant, '--json')).stdout,
  );
  expect(made!.key).toMatch(/^weft_[\w-]{43}$/);
  const listed = await run('keys', 'list', '--json');
  expect(listed.stdout).not.toContain(made!.key);
  expect(jsonLines(listed.stdout).find(({ id }) => id === made!.id)).toMatchObject({ tenant, revoked_at: null });
  expect((await run('keys', 'revoke', String(made!.id))).code).toBe(0);
});

test('the doctor says what is wrong: no database to reach', async () => {
  const well = await run('doctor', '--json');
  expect(well.code).toBe(0);
  expect(jsonLines(well.stdout).map(({ check }) => check)).toEqual(
    expect.arrayContaining(['node', 'database', 'catalog', 'queue', 'worker', 'runs']),
  );
  const lost = await weft(['doctor', '--json'], { env: { ...env, DATABASE_URL: 'postgres://127.0.0.1:1/none' } });
  expect(lost.code).toBe(1);
  expect(jsonLines(lost.stdout).at(-1)).toMatchObject({
    check: 'database',
    status: 'problem',
    hint: expect.any(String),
  });
});

test('no colours where nobody sees them', async () => {
  const { stdout } = await run('doctor');
  expect(stdout).not.toContain('\u001B');
});

test('a command loads what it needs: TypeORM only to migrate, what unifying needs only where there are models', async () => {
  const loaded = fileURLToPath(new URL('support/tell-loaded.mjs', import.meta.url));
  const path = await file('crm/Lazy-20250101T000000.csv', 'Id,Name\n1,Acme\n');
  const { code, stderr } = await weft(['ingest', path, '--tenant', uniqueTenant()], {
    env: { ...env, NODE_OPTIONS: `--import=${loaded}` },
  });
  expect(code).toBe(0);
  const packages = /loaded (.*)\n$/.exec(stderr)![1]!.split(' ');
  const heavy = ['typeorm', 'libphonenumber-js', 'jsonata', 'yaml', 'zod'];
  expect(packages).toContain('pg');
  expect(packages.filter((name) => heavy.includes(name))).toEqual([]);
});
