import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../libs/snapshot-core/src/db/database.ts';
import {
  acquireEmbeddedServer,
  type EmbeddedServer,
} from '../../libs/snapshot-core/src/db/embedded/embedded-server.ts';
import { listLeases } from '../../libs/snapshot-core/src/db/embedded/leases.ts';
import { serverLayout } from '../../libs/snapshot-core/src/db/embedded/layout.ts';
import { dropDatabase, makeDatabase, databaseUrl, TEMPLATE_PREFIX, databasesLike } from './admin.ts';

/** Also of homes that single tests make. */
const HOME_PREFIX = 'weft-jest-';
/** Younger homes may belong to a run that is only starting. */
const ABANDONED_MS = 10 * 60_000;

let server: EmbeddedServer | undefined;
let home: string | undefined;

/** Finds or starts the test server and makes the template database on it; workers learn of both by the environment. */
export async function prepareTestServer(): Promise<void> {
  if (process.env.TEST_DATABASE_URL === undefined) {
    await removeAbandonedHomes();
    home = await mkdtemp(join(tmpdir(), HOME_PREFIX));
    await chmod(home, 0o755); // started by root, Postgres runs as an account that must get in
    server = await acquireEmbeddedServer(home, { durable: false });
    // jest ends at once then, without its teardown.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void removeTestServer().finally(() => process.exit(1)));
    }
  }
  process.env.WEFT_TEST_SERVER = process.env.TEST_DATABASE_URL ?? server?.url;
  process.env.WEFT_TEST_TEMPLATE = `${TEMPLATE_PREFIX}${process.pid}_${Date.now()}`;
  const template = process.env.WEFT_TEST_TEMPLATE;
  await makeDatabase(template);
  const database = await openDatabase({ url: databaseUrl(template), poolSize: 2 });
  await database.close();
}

/** Removes all that the run has made. */
export async function removeTestServer(): Promise<void> {
  // The embedded server goes as a whole.
  if (server === undefined)
    for (const name of await databasesLike(process.env.WEFT_TEST_TEMPLATE)) await dropDatabase(name);
  await server?.release();
  if (home) await rm(home, { recursive: true, force: true });
}

/** A run that was killed leaves its server and its home: the next run clears them away. */
async function removeAbandonedHomes(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    // Another run may be clearing the same one away: that is as good.
    if (name.startsWith(HOME_PREFIX)) await removeAbandoned(join(tmpdir(), name)).catch(() => undefined);
  }
}

async function removeAbandoned(path: string): Promise<void> {
  if (!(await isAbandoned(path))) return;
  await (await acquireEmbeddedServer(path, { durable: false })).release();
  await rm(path, { recursive: true, force: true });
}

async function isAbandoned(path: string): Promise<boolean> {
  const { uid, mtimeMs } = await stat(path);
  if (uid !== process.getuid?.() || Date.now() - mtimeMs < ABANDONED_MS) return false;
  return (await listLeases(serverLayout(path).leases)).every(({ alive }) => !alive);
}
