import { openSecrets, openWeft, readAdminKey, readConfig, WeftError } from '@app/snapshot-core';
import { createApi } from './create-api.ts';
import { RateLimitModule } from './rate-limit.module.ts';

/** Connections to the database: half of them for syncs that are being received, the rest for everybody else. */
const POOL_SIZE = 20;

async function main(): Promise<void> {
  const config = readConfig();
  const db = await openWeft(config, { poolSize: POOL_SIZE });
  try {
    const { key, generated, path } = await readAdminKey(config);
    await openSecrets(db, config).key().catch(warn); // made at the first start, so that it can be kept safe before it is needed
    const app = await createApi(config, db, { rateLimit: RateLimitModule.with() });
    const stop = async () => {
      await app.close();
      await db.close();
    };
    // Fastify's own listen: Nest's logs a failure besides throwing it.
    const server = app.getHttpAdapter().getInstance();
    const address = await server.listen({ host: config.host, port: config.port }).catch(async (error: Error) => {
      await app.close();
      throw nameListenError(error, config.host, config.port);
    });
    stopOnSignal(stop);
    const whereKey = path === undefined ? 'the admin key is the one of WEFT_ADMIN_KEY' : `the admin key is in ${path}`;
    const shownKey = generated ? ` and was made just now: ${key}` : '';
    process.stdout.write(`Weft API: ${address} (docs at /docs); ${whereKey}${shownKey}\n`);
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Both signals come to a child of a terminal's foreground job; the second must not cut the first's work short. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= stop().then(() => process.exit(0), fail);
    });
  }
}

function nameListenError(error: Error & { code?: string }, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new WeftError(
      'failed',
      `port ${port} of ${host} is in use`,
      'Stop what uses it, or set PORT to another one.',
    );
  }
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL') {
    return new WeftError('failed', `cannot listen on ${host}:${port} (${error.code})`, 'Set HOST and PORT to others.');
  }
  return error;
}

/** Everything but secrets works without their key. */
function warn(error: unknown): void {
  if (!(error instanceof WeftError)) throw error;
  process.stderr.write(`weft api: ${error.message}. ${error.hint}\n`);
}

function fail(error: unknown): never {
  const text =
    error instanceof WeftError ? `${error.message}. ${error.hint}` : ((error as Error).stack ?? String(error));
  process.stderr.write(`weft api: ${text}\n`);
  process.exit(1);
}

main().catch(fail);
