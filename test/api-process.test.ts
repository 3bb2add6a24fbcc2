import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownDatabase, uniqueTenant } from './support/database.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

let home: string;
let database: Awaited<ReturnType<typeof ownDatabase>>;
const children: ChildProcess[] = [];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'weft-api-'));
  database = await ownDatabase();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

interface Program {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  /** Exit code and signal. */
  ended: Promise<[number | null, string | null]>;
  /** Its address and the whole line that says it. */
  listening: () => Promise<{ url: string; line: string }>;
}

/** The API as a program of its own, as `weft up` runs it. */
function startProgram(environment: Record<string, string>): Program {
  const { WEFT_ADMIN_KEY: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'apps/api/src/main.ts'], {
    cwd: root,
    env: { ...inherited, DATABASE_URL: database.url, WEFT_HOME: home, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let out = '';
  let err = '';
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
      const found = /^Weft API: .*$/m.exec(out)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.on('close', () => reject(new Error(`the API ended: ${out}${err}`)));
  });
  line.catch(() => undefined);
  return {
    child,
    out: () => out,
    err: () => err,
    ended: once(child, 'close') as Promise<[number | null, string | null]>,
    listening: async () => ({ url: /http:\S+/.exec(await line)?.[0] ?? '', line: await line }),
  };
}

test('it makes an admin key at its first start, shows it once, keeps it for itself and goes by it', async () => {
  const first = startProgram({});
  const { url, line } = await first.listening();
  const key = /weft_\S+/.exec(line)?.[0] ?? '';
  expect(line).toContain(join(home, 'admin-key'));
  expect((await stat(join(home, 'admin-key'))).mode & 0o777).toBe(0o600);
  expect((await readFile(join(home, 'admin-key'), 'utf8')).trim()).toBe(key);
  expect((await fetch(`${url}/v1/tenants`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  first.child.kill('SIGTERM');
  expect(await first.ended).toEqual([0, null]);
  // All that it said on standard output at the usual level.
  expect(first.out()).toBe(`${line}\n`);
  expect(first.err()).toBe('');

  const second = startProgram({});
  expect((await second.listening()).line).not.toContain('weft_');
  second.child.kill('SIGINT');
  second.child.kill('SIGINT');
  expect(await second.ended).toEqual([0, null]);
}, 60_000);

test('a port that is in use is told in one line', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const program = startProgram({ PORT: String(port) });
  const ended = await program.ended;
  server.close();
  expect(ended).toEqual([1, null]);
  expect(program.out()).toBe('');
  expect(program.err()).toBe(
    `weft api: port ${port} of 127.0.0.1 is in use. Stop what uses it, or set PORT to another one.\n`,
  );
});

test('settings and a database that cannot be used are told in one line', async () => {
  const settings = startProgram({ PORT: 'many', LOG_LEVEL: 'loud' });
  expect(await settings.ended).toEqual([1, null]);
  expect(settings.err()).toMatch(/^weft api: the environment is not usable: .*LOG_LEVEL.*\n$|^weft api: .*PORT.*\n$/);
  const unreachable = startProgram({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  expect(await unreachable.ended).toEqual([1, null]);
  expect(unreachable.err()).toMatch(/^weft api: Postgres at 127\.0\.0\.1:1\/none cannot be reached.*\n$/);
});

test('with WEFT_ADMIN_KEY: its key, its rate limit, its patience with a sync when it is told to stop', async () => {
  const program = startProgram({ WEFT_ADMIN_KEY: 'weft_chosen-by-hand' });
  const { url, line } = await program.listening();
  expect(line).not.toContain('chosen-by-hand');
  const headers = { authorization: 'Bearer weft_chosen-by-hand', 'content-type': 'text/csv' };
  expect((await fetch(`${url}/v1/tenants`, { headers })).status).toBe(200);

  // An address that asks one route too often is told so; health checks never are.
  let limited: Response | undefined;
  for (let asked = 0; limited === undefined && asked < 6000; asked += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(`${url}/v1/tenants`)));
    limited = answers.find(({ status }) => status === 429);
    await Promise.all(answers.filter((answer) => answer !== limited).map((answer) => answer.arrayBuffer()));
  }
  expect(await limited?.json()).toMatchObject({ error: { code: 'too_many_requests' } });
  expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  // A sync whose body is still coming may end.
  const tenant = uniqueTenant();
  const sync = request(`${url}/v1/tenants/${tenant}/streams/salesforce/Account/sync`, { method: 'POST', headers });
  sync.write('Id,Name\n1,a\n');
  const runs = async () => {
    const answer = await fetch(`${url}/v1/tenants/${tenant}/runs`, { headers });
    return answer.ok ? ((await answer.json()) as { data: { status: string }[] }).data : [];
  };
  while ((await runs())[0]?.status !== 'running');
  program.child.kill('SIGTERM');
  const response = once(sync, 'response');
  sync.end('2,b\n');
  const [{ statusCode }] = await response;
  expect(statusCode).toBe(200);
  expect(await program.ended).toEqual([0, null]);
}, 60_000);
