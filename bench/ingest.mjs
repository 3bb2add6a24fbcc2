/** `npm run bench -- ingest`, top to bottom. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedServerStatus, openWeft } from '../dist/apps/cli/libs/snapshot-core/src/index.js';
import { extracts } from './accounts.mjs';
import { findPandas, runBaseline } from './baseline.mjs';
import { checksumSeconds } from './checksum.mjs';
import { PostgresMemory } from './postgres-memory.mjs';
import { showProgress } from './progress.mjs';
import { report } from './report.mjs';
import { runWeft } from './run-weft.mjs';

const SMALL_ROWS = 100;

/** @param {{ rows: number, tenants: number, runs: number, seed: number, baseline: boolean, json: boolean }} settings */
export async function benchIngest(settings) {
  const [load] = loadavg(); // of other programs, since nothing of this one runs yet
  const directory = await mkdtemp(join(tmpdir(), 'weft-bench-'));
  await chmod(directory, 0o755); // started by root, Postgres runs as an account that must get in
  try {
    const cases = await writeCases(settings, directory);
    const pandas = settings.baseline ? findPandas() : undefined;
    if (settings.baseline && !pandas) {
      process.stderr.write('No baseline: python3 has no pandas here (on Debian: apt-get install python3-pandas).\n');
    }
    const small = smallCases(settings);
    // Round by round, so that what else the machine does meets both alike.
    for (let round = 1; round <= settings.runs; round++) {
      if (pandas) await measureBaseline(cases, pandas, directory, `${round} of ${settings.runs}`);
      await measureWeft([...cases, ...small], join(directory, `home-${round}`), `${round} of ${settings.runs}`);
      for (const each of cases) each.checksum.push(await checksumSeconds(each.file.path));
    }
    process.stdout.write(report({ ...settings, load }, pandas, cases, small));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The cases of one large stream, in their order, with the files they take. */
async function writeCases({ rows, seed }, directory) {
  const make = extracts({ rows, seed });
  const progress = showProgress('Writing the extracts');
  const onRow = (done) => progress.update(done, rows * 2);
  const first = await make.first(join(directory, 'first.csv'), onRow);
  const later = await make.later(join(directory, 'later.csv'), (done) => onRow(rows + done));
  const thousand = await make.thousand(join(directory, 'thousand.csv'));
  progress.stop(`${Math.round((first.bytes + later.bytes + thousand.bytes) / 1e6)} MB`);
  const [added, changed] = [later.rows - first.rows, Math.floor((rows + 6) / 10)];
  const measured = () => ({ weft: [], baseline: [], baselineMb: [], checksum: [] });
  return [
    { name: 'first load', reach: 2, file: first, kind: 'full', expected: { created: rows } },
    { name: '15 % changed', reach: 5, file: later, kind: 'full', expected: { created: added, updated: changed } },
    { name: 'unchanged repeat', reach: 12, file: later, kind: 'full', expected: { unchanged: later.rows } },
    {
      name: `${thousand.rows} rows, incremental`,
      reach: 150,
      file: thousand,
      kind: 'incremental',
      expected: { updated: thousand.rows },
    },
  ].map((each) => ({ ...each, ...measured() }));
}

function smallCases({ tenants, seed }) {
  const small = { tenants, rows: SMALL_ROWS, seed };
  const name = `${tenants} tenants × ${SMALL_ROWS} rows`;
  return [
    { name: `${name}, first`, reach: 60, small, expected: { created: SMALL_ROWS }, weft: [] },
    { name: `${name}, repeat`, reach: 150, small, expected: { unchanged: SMALL_ROWS }, weft: [] },
  ];
}

async function measureBaseline(cases, pandas, directory, round) {
  const progress = showProgress(`pandas, round ${round}`);
  const snapshot = join(directory, 'snapshot.csv');
  const files = cases.map(({ file }) => file.path);
  const { seconds, peakMb } = await runBaseline(pandas, snapshot, files, (done) => progress.update(done, files.length));
  progress.stop(`${seconds.map((each) => each.toFixed(1)).join(', ')} s`);
  await rm(snapshot);
  cases.forEach((each, i) => {
    each.baseline.push(seconds[i]);
    each.baselineMb.push(peakMb);
  });
}

/** Every case on a database of its own, as after `weft` was installed. */
async function measureWeft(cases, home, round) {
  const db = await openWeft({ databaseUrl: undefined, home }); // keeps the server up from case to case
  const memory = new PostgresMemory((await embeddedServerStatus(home)).pid);
  try {
    for (const each of cases) {
      const progress = showProgress(`Weft, round ${round}: ${each.name}`);
      const { kind, small, expected } = each;
      const work = { home, tenant: 'bench', path: each.file?.path, kind, small, expected };
      const measured = await runWeft(work, memory, progress.update);
      each.weft.push(measured);
      progress.stop(`${measured.seconds.toFixed(2)} s`);
    }
  } finally {
    memory.stop();
    await db.close();
    await rm(home, { recursive: true, force: true });
  }
}
