import type { WeftConfig } from './config.ts';
import { type Database, openDatabase } from './db/database.ts';
import { acquireEmbeddedServer } from './db/embedded/embedded-server.ts';

/**
 * Opens the database that the configuration means: the one of DATABASE_URL, else the embedded server of WEFT_HOME, which
 * the first process starts and the last one stops. `close()` lets go of both.
 * @throws WeftError `unusable_database`
 */
export async function openWeft(
  config: Pick<WeftConfig, 'databaseUrl' | 'home'>,
  options: { poolSize?: number; onProgress?: (message: string) => void } = {},
): Promise<Database> {
  if (config.databaseUrl) return openDatabase({ url: config.databaseUrl, poolSize: options.poolSize });
  const server = await acquireEmbeddedServer(config.home, { onProgress: options.onProgress });
  try {
    const database = await openDatabase({ url: server.url, poolSize: options.poolSize });
    return {
      ...database,
      close: async () => {
        await database.close();
        await server.release();
      },
    };
  } catch (error) {
    await server.release();
    throw error;
  }
}
