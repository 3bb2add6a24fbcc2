/**
 * The process that is measured: takes one piece of work over IPC, does it with the built library as a worker would, and answers
 * with what it took and its own peak memory. A process a piece, so that the peak is that piece's.
 */
import { readFileSync } from 'node:fs';
import { fileInput, getTenant, openWeft, runSync } from '../dist/apps/cli/libs/snapshot-core/src/index.js';
import { applyWeftFile, getModel, parseWeftFile, runUnify } from '../dist/apps/cli/libs/unify/src/index.js';
import { entityOf, MODEL, SOURCES } from './company-files.mjs';

const TENANT = 'bench';

process.once('message', async ({ home, what, ...work }) => {
  const db = await openWeft({ databaseUrl: undefined, home }, { poolSize: 4 });
  try {
    const result = await WORK[what](db, work);
    process.send({ result, peakMb: peakMegabytes() });
  } finally {
    await db.close();
    process.disconnect();
  }
});

const WORK = {
  prepare: async (db, { paths }) => {
    await applyWeftFile(db, parseWeftFile(MODEL, 'weft.yaml'), '/');
    return ingest(db, paths, 'full');
  },
  unify: async (db, { full }) => unify(db, { full, onProgress: tell }),
  follow: async (db, { deltas }) => {
    const measured = [];
    // The first few bring code and caches to where a worker's are.
    for (const paths of deltas) {
      const ingested = await ingest(db, paths, 'incremental');
      measured.push({ ingest: ingested.seconds, ...(await unify(db, {})) });
    }
    return measured;
  },
  judge,
};

async function ingest(db, paths, kind) {
  const started = performance.now();
  for (const { integration, path } of paths) {
    const input = await fileInput(path);
    const { stream } = SOURCES[integration];
    await runSync(db, { tenant: TENANT, integration, stream, input, settings: { key: ['Id'], kind } });
  }
  return { seconds: (performance.now() - started) / 1000 };
}

async function unify(db, options) {
  const tenant = await getTenant(db, TENANT);
  const model = await getModel(db, 'customer');
  const cpu = process.cpuUsage();
  const started = performance.now();
  const line = await runUnify(db, tenant, model, options);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { received, created, updated, deleted, unchanged } = line;
  return { seconds, cpu: (user + system) / 1e6, line: { received, created, updated, deleted, unchanged } };
}

function tell({ step, done, total }) {
  process.send({ step, done, total });
}

/** Pairwise precision and recall of the unified records against what the generator knows. */
async function judge(db) {
  const tenant = await getTenant(db, TENANT);
  const { rows } = await db.pool.query(`select _sources as sources from "${tenant.schemaName}"."unified__customer"`);
  const pairs = (n) => (n * (n - 1)) / 2;
  const sizes = new Map();
  let [found, correct, largest] = [0, 0, 0];
  for (const { sources } of rows) {
    const entities = new Map();
    const refs = JSON.parse(sources);
    for (const { integration, key } of refs) {
      const entity = entityOf(integration, key);
      entities.set(entity, (entities.get(entity) ?? 0) + 1);
      sizes.set(entity, (sizes.get(entity) ?? 0) + 1);
    }
    found += pairs(refs.length);
    largest = Math.max(largest, refs.length);
    for (const count of entities.values()) correct += pairs(count);
  }
  let truth = 0;
  for (const count of sizes.values()) truth += pairs(count);
  const [precision, recall] = [correct / found, correct / truth];
  return { unified: rows.length, largest, precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

function peakMegabytes() {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024; // not Linux
  }
}
