import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './support/eventually.ts';
import { type RunningWeft, startWeft } from './support/weft.ts';

/** What each delivery must do, as examples/README.md says: received, created, updated, deleted, unchanged, rejected. */
const expected = {
  'northwind-supply': [
    ['salesforce.Account', [66, 66, 0, 0, 0, 0], [68, 5, 9, 4, 53, 0]],
    ['salesforce.Contact', [48, 48, 0, 0, 0, 0], [3, 2, 1, 0, 0, 0]],
    ['quickbooks.Customer', [67, 67, 0, 0, 0, 0], [12, 3, 6, 0, 1, 1]],
    ['quickbooks.Invoice', [48, 48, 0, 0, 0, 0], [7, 3, 4, 0, 0, 0]],
  ],
  'harbor-studio': [
    ['salesforce.Account', [35, 35, 0, 0, 0, 0], [36, 2, 4, 1, 30, 0]],
    ['quickbooks.Customer', [33, 33, 0, 0, 0, 0], [4, 1, 3, 0, 0, 0]],
  ],
} as const;

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weft-demo-'));
});

afterEach(async () => {
  // A test that failed half-way leaves its demos running, and they their Postgres.
  for (const { child, ended } of started.splice(0)) {
    if (child.exitCode === null) child.kill('SIGINT');
    await ended;
  }
  await rm(home, { recursive: true, force: true });
});

const started: RunningWeft[] = [];

function startDemo(...args: string[]): RunningWeft {
  // A database of the surroundings is left alone.
  const env = { WEFT_HOME: home, DATABASE_URL: 'postgres://127.0.0.1:1/not-this-one' };
  const demo = startWeft(['demo', ...args], { env });
  started.push(demo);
  return demo;
}

/** Counts in the row of a stream in a tenant's table. */
function countsIn(part: string, tenant: string, stream: string): number[] | undefined {
  const table = part.split(`  ${tenant}\n`)[1] ?? '';
  const row = table.split('\n').find((line) => line.trim().startsWith(`${stream} `));
  return row
    ?.match(/(?<=\s)\d+(?=\s)/g)
    ?.slice(0, 6)
    .map(Number);
}

test('two demos at once: one is played and ends, the other is played and serves what it says until Ctrl-C', async () => {
  const once = startDemo('--once');
  const serving = startDemo();

  const { code, stdout, stderr } = await once.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Done in ') });
  const [, first = '', second = '', unified = '', feed = ''] = stdout.split(
    /^(?:Sync \d of 2|Unified customers|Change feed): /m,
  );
  for (const [tenant, streams] of Object.entries(expected)) {
    for (const [stream, counts, countsOfSecond] of streams) {
      expect([tenant, stream, countsIn(first, tenant, stream)]).toEqual([tenant, stream, counts]);
      expect([tenant, stream, countsIn(second, tenant, stream)]).toEqual([tenant, stream, countsOfSecond]);
    }
  }
  expect(second).toContain('line 12 of Customer-20260309T060640.csv: ');
  expect(unified.match(/^ {4}[\da-f-]{36} {2}/gm)).toHaveLength(5);
  expect(unified).toMatch(/^ +name +.+ ← salesforce\.Account:\w+$/m);
  expect(unified).toMatch(/^ +email +\S+@\S+ +← quickbooks\.Customer:\d+$/m);
  expect(unified).toMatch(/All of calloway\.example, parent and subsidiaries: 3 customers, as it should be\./);
  expect(feed).toMatch(/ updated +salesforce\.Account .+\n +\w+: .+ → /);
  expect(feed).toMatch(/ updated +unified\.customer /);

  await eventually('the last words', () => serving.output.stdout.includes('Ctrl-C stops it.'));
  const words = serving.output.stdout;
  const key = /KEY=(weft_\S+)/.exec(words)?.[1];
  const urls = [...words.matchAll(/curl .+ '(.+)'/g)].map(([, url]) => url!);
  expect(urls).toHaveLength(4);
  for (const url of urls) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
    expect([url, answer.status]).toEqual([url, 200]);
  }
  const docs = /http:\S+\/docs/.exec(words)?.[0] ?? '';
  expect((await fetch(docs)).status).toBe(200);
  serving.child.kill('SIGINT');
  expect((await serving.ended).code).toBe(0);
  await expect(fetch(docs)).rejects.toThrow('fetch failed');
}, 90_000);
