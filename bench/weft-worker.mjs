/**
 * The process that is measured: takes one piece of work over IPC, does it with the built library as a worker would, and answers
 * with seconds and its own peak memory. A process a case, so that the peak is that case's.
 */
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileInput, openWeft, runSync } from '../dist/apps/cli/libs/snapshot-core/src/index.js';
import { extracts } from './accounts.mjs';

/** Syncs at a time in the case of many small ones. */
const AT_ONCE = 4;

process.once('message', async (work) => {
  const db = await openWeft({ databaseUrl: undefined, home: work.home }, { poolSize: AT_ONCE * 3 });
  try {
    const seconds = await (work.small ? syncTenants(db, work) : syncFile(db, work));
    process.send({ seconds, peakMb: peakMegabytes() });
  } finally {
    await db.close();
    process.disconnect();
  }
});

async function syncFile(db, { tenant, path, kind, expected }) {
  const input = await fileInput(path);
  const onProgress = (done, total) => process.send({ done, total });
  const settings = { key: ['Id'], kind };
  const started = performance.now();
  const line = await runSync(db, { tenant, integration: 'crm', stream: 'Account', input, settings, onProgress });
  const seconds = (performance.now() - started) / 1000;
  check(line, expected);
  return seconds;
}

/** One sync for each of many tenants. */
async function syncTenants(db, { small: { tenants, rows, seed }, tenant: prefix, expected }) {
  const { small } = extracts({ rows: tenants * rows, seed });
  const bodies = Array.from({ length: tenants }, (_, tenant) => small(tenant, rows));
  let next = 0;
  const syncNext = async () => {
    while (next < tenants) {
      const tenant = next++;
      const bytes = bodies[tenant];
      const input = { name: 'bench', open: () => Readable.from([bytes]), size: bytes.length };
      const request = { tenant: `${prefix}-${tenant}`, integration: 'crm', stream: 'Account', input };
      check(await runSync(db, { ...request, settings: { kind: 'full' } }), expected);
      if (tenant % 10 === 0) process.send({ done: tenant, total: tenants });
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, syncNext));
  return (performance.now() - started) / 1000;
}

/** A fast wrong answer is none. */
function check(line, expected) {
  for (const [count, value] of Object.entries(expected)) {
    if (line[count] !== value) throw new Error(`${count} should be ${value}: ${JSON.stringify(line)}`);
  }
}

function peakMegabytes() {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024; // not Linux
  }
}
