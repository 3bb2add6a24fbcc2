import { mkdtempSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ownDatabase } from './database.ts';
import { type Outcome, weft } from './weft.ts';

/**
 * Where the tests of a file run commands: in a database of their own, as commands also speak of the models of other tests, with a
 * home and a folder that go after them.
 */
export interface CliPlace {
  folder: string;
  /** Has `DATABASE_URL` from the first test on. */
  env: Record<string, string>;
  /** Runs `weft` to its end. */
  run: (...args: string[]) => Promise<Outcome>;
  /** Writes a file below the folder and gives its path. */
  file: (name: string, content: string) => Promise<string>;
}

/** To be called once, at the top of a test file. */
export function cliPlace(): CliPlace {
  const folder = mkdtempSync(join(tmpdir(), 'weft-cli-'));
  const env: Record<string, string> = { WEFT_HOME: join(folder, 'home') };
  let own: Awaited<ReturnType<typeof ownDatabase>> | undefined;
  beforeAll(async () => {
    own = await ownDatabase();
    env.DATABASE_URL = own.url;
  });
  afterAll(async () => {
    await own?.drop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    folder,
    env,
    run: (...args) => weft(args, { env }),
    file: async (name, content) => {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    },
  };
}
