import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of sync output, laid out `<tenant>/<integration>/<stream>-<timestamp>.csv`. */
export interface SyncFolder {
  /** What a source says to find its files. */
  pattern: string;
  /**
   * Delivers a file, whole at once, as a writer does that renames at the end. It looks as if written a minute ago, so that
   * nobody has to wait for it to settle.
   * @param name `acme/salesforce/Account-20250101T000000.csv`
   */
  deliver(name: string, content: string, modifiedAt?: Date): Promise<string>;
  remove(): Promise<void>;
}

export async function syncFolder(): Promise<SyncFolder> {
  const root = await mkdtemp(join(tmpdir(), 'weft-sync-'));
  return {
    pattern: `${root}/{tenant}/{integration}/{stream}-*.csv`,
    deliver: async (name, content, modifiedAt = new Date(Date.now() - 60_000)) => {
      const path = join(root, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.tmp`, content);
      await utimes(`${path}.tmp`, modifiedAt, modifiedAt);
      await rename(`${path}.tmp`, path);
      return path;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
