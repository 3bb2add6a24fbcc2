import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ownDatabase } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { type RunningWeft, startWeft } from './support/weft.ts';

let folder: string;
let database: Awaited<ReturnType<typeof ownDatabase>>;
let up: RunningWeft;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-up-'));
  database = await ownDatabase();
  await writeFile(join(folder, 'weft.yaml'), 'integrations:\n  crm:\n    streams:\n      Account: { key: Id }\n');
  const env = { DATABASE_URL: database.url, WEFT_HOME: join(folder, 'home'), PORT: '0' };
  up = startWeft(['up'], { cwd: folder, env });
});

afterEach(async () => {
  if (up.child.exitCode === null) up.child.kill('SIGKILL');
  await up.ended;
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Waits until it serves; gives what it says about that. */
async function serving(): Promise<{ address: string; key: string }> {
  return eventually('an address and a key', () => {
    const address = /address\s+(\S+)\/v1/.exec(up.output.stderr)?.[1];
    const key = /admin key\s+(weft_\S+)/.exec(up.output.stderr)?.[1];
    if (up.child.exitCode !== null) throw new Error(`it ended: ${up.output.stderr}`);
    return address !== undefined && key !== undefined && { address, key };
  });
}

const answers = (address: string): Promise<boolean> =>
  fetch(`${address}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function workerPid(): Promise<number> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return await eventually('a registered worker', async () => {
      const { rows } = await client.query<{ pid: number }>('select pid from weft.worker');
      return rows[0]?.pid;
    });
  } finally {
    await client.end();
  }
}

test('up applies weft.yaml, serves, prints a key that works, and Ctrl-C stops all of it', async () => {
  const { address, key } = await serving();
  expect(up.output.stderr).toContain('Applied ./weft.yaml.');
  const tenants = await fetch(`${address}/v1/tenants`, { headers: { authorization: `Bearer ${key}` } });
  expect(tenants.status).toBe(200);
  const worker = await workerPid();
  up.child.kill('SIGINT');
  expect((await up.ended).code).toBe(0);
  expect(await answers(address)).toBe(false);
  expect(isRunning(worker)).toBe(false);
});

test('an app that dies takes the other one with it, and is named', async () => {
  const { address } = await serving();
  process.kill(await workerPid(), 'SIGKILL');
  const { code, stderr } = await up.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/error: the worker ended by itself \(signal SIGKILL\); the rest was stopped with it\. /);
  expect(await answers(address)).toBe(false);
});

test('killed so that it can stop nothing itself, it still leaves nothing running', async () => {
  const { address } = await serving();
  const worker = await workerPid();
  up.child.kill('SIGKILL');
  await up.ended;
  const left = await eventually('an end of both', async () => {
    const states = { api: await answers(address), worker: isRunning(worker) };
    return !states.api && !states.worker && states;
  });
  expect(left).toEqual({ api: false, worker: false });
});
