/** `npm run bench -- unify`, top to bottom. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddedServerStatus, openWeft } from '../dist/apps/cli/libs/snapshot-core/src/index.js';
import { writeDelta, writeExtracts } from './company-files.mjs';
import { PostgresMemory } from './postgres-memory.mjs';
import { showProgress } from './progress.mjs';
import { reportUnify } from './unify-report.mjs';

const WORKER = fileURLToPath(new URL('unify-worker.mjs', import.meta.url));
/** Records of each incremental run. The first three bring a process to where a worker's is. */
const DELTAS = [100, 1, 100, 1000, 1000, 1000, 1, 1, 1];
const WARM_UP = 3;

/** @param {{ sizes: number[], seed: number, json: boolean, profile?: string }} settings */
export async function benchUnify(settings) {
  const [load] = loadavg(); // of other programs, since nothing of this one runs yet
  const results = [];
  for (const records of settings.sizes) results.push(await measure(records, settings));
  process.stdout.write(reportUnify({ ...settings, load }, results));
}

/** One base size, on a database of its own, as after `weft` was installed. */
async function measure(size, { seed, profile }) {
  const directory = await mkdtemp(join(tmpdir(), 'weft-bench-'));
  await chmod(directory, 0o755); // started by root, Postgres runs as an account that must get in
  const home = join(directory, 'home');
  const name = `${size.toLocaleString('en')} records`;
  const db = await openWeft({ databaseUrl: undefined, home }); // keeps the server up from piece to piece
  const memory = new PostgresMemory((await embeddedServerStatus(home)).pid);
  try {
    const { records, paths } = await writing(name, (onRecord) =>
      writeExtracts(directory, { records: size, seed }, onRecord),
    );
    const work = (what, more, label) => run(`${name}: ${label}`, { home, what, ...more }, memory, profile);
    const prepared = await work('prepare', { paths }, 'ingest');
    const full = await work('unify', { full: false }, 'first unification');
    expect(full.result.line.received === records, `looked at ${full.result.line.received} of ${records} records`);
    const again = await work('unify', { full: true }, 'full re-run');
    const { created, updated, deleted } = again.result.line;
    expect(created + updated + deleted === 0, `a full re-run changed ${created + updated + deleted} unified records`);
    const deltas = [];
    for (const [version, count] of DELTAS.entries()) {
      deltas.push((await writeDelta(directory, { records: size, seed }, count, version + 1)).paths);
    }
    const follow = await work('follow', { deltas }, 'incremental runs');
    const judged = await work('judge', {}, 'judging');
    const followed = follow.result.map((each, i) => ({ ...each, records: DELTAS[i] })).slice(WARM_UP);
    return { records, prepared, full, again, follow: { ...follow, result: followed }, quality: judged.result };
  } finally {
    memory.stop();
    await db.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function writing(name, work) {
  const progress = showProgress(`${name}: writing extracts`);
  const result = await work(progress.update);
  progress.stop(`${result.records.toLocaleString('en')} records`);
  return result;
}

/** Has a process of its own do a piece of work (see unify-worker.mjs). */
async function run(label, work, memory, profile) {
  const progress = showProgress(label);
  memory.reset();
  const started = performance.now();
  const execArgv = profile
    ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${work.what}-${Date.now()}.cpuprofile`]
    : [];
  const child = fork(WORKER, { execArgv });
  let answer;
  child.on('message', (told) => {
    if (told.result === undefined) progress.update(told.done, told.total ?? told.done + 1);
    else answer = told;
  });
  const closed = once(child, 'close');
  child.send(work);
  const [code, signal] = await closed;
  memory.sample();
  if (code !== 0 || !answer) throw new Error(`Weft ended with ${signal ?? code}, see above`);
  progress.stop(`${((performance.now() - started) / 1000).toFixed(1)} s, ${Math.round(answer.peakMb)} MB`);
  return { ...answer, postgresMb: memory.peakMb };
}

/** A fast wrong answer is none. */
function expect(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}
