import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Account, asAccount, chooseAccount, giveTo } from '../libs/snapshot-core/src/db/embedded/account.ts';
import { acquireEmbeddedServer } from '../libs/snapshot-core/src/db/embedded/embedded-server.ts';
import { serverLayout, UNFINISHED } from '../libs/snapshot-core/src/db/embedded/layout.ts';
import { identify } from '../libs/snapshot-core/src/db/embedded/liveness.ts';
import { embeddedServerStatus } from '../libs/snapshot-core/src/db/embedded/status.ts';

const TYPESCRIPT = fileURLToPath(new URL('support/typescript.mjs', import.meta.url));
const USER = fileURLToPath(new URL('support/embedded-user.ts', import.meta.url));
const QUICK = { durable: false };

/** A process of its own that uses the server of `home`. */
interface User {
  child: ChildProcess;
  url: string;
  /** Ends the use, and resolves with what the process says at its end. */
  release(): Promise<string | undefined>;
  kill(): Promise<void>;
}

let home: string;
const users: ChildProcess[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(await realpath(tmpdir()), 'weft-jest-embedded-'));
});

afterEach(async () => {
  for (const child of users.splice(0)) child.kill('SIGKILL');
  const { state } = await embeddedServerStatus(home);
  if (state === 'starting' || state === 'running') await (await acquireEmbeddedServer(home, QUICK)).release();
  await rm(home, { recursive: true, force: true });
});

test('processes that start at once share one server, and the last one out stops it', async () => {
  const [first, second, third] = await Promise.all([startUser(), startUser(), startUser()]);
  expect(new Set([first.url, second.url, third.url]).size).toBe(1);
  expect(await embeddedServerStatus(home)).toMatchObject({ state: 'running', version: '18' });
  expect(leasesOf(await embeddedServerStatus(home))).toEqual(pidsOf(first, second, third));

  await first.release();
  await second.release();
  expect(await ask(third.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);

  expect(await third.release()).toBe('released');
  expect(await embeddedServerStatus(home)).toMatchObject({ state: 'stopped', pid: undefined, leases: [] });
});

test('a user that was killed does not count: the server outlives it, and the next one out stops it', async () => {
  const killed = await startUser();
  await killed.kill();
  expect(await embeddedServerStatus(home)).toMatchObject({ state: 'running', leases: [{ alive: false }] });

  const next = await startUser();
  expect(next.url).toBe(killed.url);
  expect(leasesOf(await embeddedServerStatus(home))).toEqual(pidsOf(next));

  await next.release();
  expect(await embeddedServerStatus(home)).toMatchObject({ state: 'stopped', leases: [] });
});

test('an interrupt from the terminal ends its users and not the server', async () => {
  const user = await startUser();
  process.kill(-(user.child.pid ?? 0), 'SIGINT'); // the foreground process group, as a terminal does it
  await once(user.child, 'exit');

  expect(await ask(user.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
});

test('a server that was killed in the middle of its work comes back at the same address with its data', async () => {
  const before = await acquireEmbeddedServer(home, QUICK);
  await ask(before.url, `create table kept as select 'x' as value`);
  const { pid } = await embeddedServerStatus(home);
  // A backend that computes does not notice that its server died, and holds the shared memory.
  const busy = ask(before.url, 'select count(*) from generate_series(1, 1e12)').catch((error: Error) => error);
  while ((await ask(before.url, `select from pg_stat_activity where query like '%1e12)'`)).length === 0);
  process.kill(pid ?? 0, 'SIGKILL');

  const after = await acquireEmbeddedServer(home, QUICK);
  expect(await busy).toBeInstanceOf(Error);
  expect(after.url).toBe(before.url);
  expect(await ask(after.url, 'select value from kept')).toEqual([{ value: 'x' }]);
  await Promise.all([before.release(), after.release()]);
  expect(await embeddedServerStatus(home)).toMatchObject({ state: 'stopped' });
});

test('a pid file whose number belongs to another program by now does not keep it from starting', async () => {
  await (await acquireEmbeddedServer(home, QUICK)).release();
  const { data } = serverLayout(home);
  await writeFile(
    join(data, 'postmaster.pid'),
    `${process.pid}\n${data}\n1700000000\n5432\n\n127.0.0.1\n1 2\nready   \n`,
  );

  const server = await acquireEmbeddedServer(home, QUICK);
  expect(await ask(server.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
  await server.release();
});

test('a set-up that was killed half-way is begun again', async () => {
  const child = spawnUser();
  const { root, data } = serverLayout(home);
  const names = async () => readdir(root).catch(() => [] as string[]);
  while (!(await names()).some((name) => name.startsWith(UNFINISHED))) await identify(process.pid);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await readdir(data).catch(() => 'none')).toBe('none');

  const server = await acquireEmbeddedServer(home, QUICK);
  expect(await ask(server.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
  await server.release();
  expect((await names()).filter((name) => name.startsWith(UNFINISHED))).toEqual([]);
});

test('a lost password is replaced', async () => {
  const before = await acquireEmbeddedServer(home, QUICK);
  await before.release();
  await rm(serverLayout(home).password);

  const after = await acquireEmbeddedServer(home, QUICK);
  expect(after.url).not.toBe(before.url);
  expect(await ask(after.url, 'select 1 as answer')).toEqual([{ answer: 1 }]);
  await after.release();
});

test('an ordinary user has one of their own', async () => {
  // For root that is another account; started by an ordinary user, the test is about them.
  const account = await chooseAccount(serverLayout(home).data, [process.execPath, USER]);
  await giveTo(account, home);

  const user = await startUser(account);
  const [row] = await ask(user.url, `select current_setting('data_directory') as directory`);
  expect(row).toEqual({ directory: serverLayout(home).data });
  expect(await user.release()).toBe('released');
});

test('text sorts by code point whatever the machine is set to, and letters beyond ASCII have their capitals', async () => {
  await chmod(home, 0o755);
  const server = await acquireEmbeddedServer(home, QUICK);
  const sorted = await ask(server.url, `select v from unnest(array['a', 'B', 'é', 'Z', '😀', '10', '9']) v order by v`);
  const capital = await ask(server.url, `select upper('éøж') as upper`);
  await server.release();

  expect(sorted.map(({ v }) => v)).toEqual(['10', '9', 'B', 'Z', 'a', 'é', '😀']);
  expect(capital).toEqual([{ upper: 'ÉØЖ' }]);
});

async function startUser(account?: Account): Promise<User> {
  const child = spawnUser(account);
  const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
  const { value: url } = await lines.next();
  if (typeof url !== 'string') throw new Error('the process ended before it had the server: see its output above');
  const gone = once(child, 'exit');
  return {
    child,
    url,
    release: async () => {
      child.stdin?.end();
      const { value } = await lines.next();
      await gone;
      return value;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function spawnUser(account: Account = { prefix: [] }): ChildProcess {
  const { command, args, options } = asAccount(account, process.execPath, ['--import', TYPESCRIPT, USER, home]);
  const child = spawn(command, args, { ...options, cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  users.push(child);
  return child;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the query tells
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function leasesOf({ leases }: { leases: { pid: number; alive: boolean }[] }): number[] {
  return leases
    .filter(({ alive }) => alive)
    .map(({ pid }) => pid)
    .toSorted();
}

function pidsOf(...some: User[]): (number | undefined)[] {
  return some.map(({ child }) => child.pid).toSorted();
}
