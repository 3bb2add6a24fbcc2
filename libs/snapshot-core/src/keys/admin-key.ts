import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WeftConfig } from '../config.ts';
import { generateKey } from './api-keys.ts';

/** The admin key of this installation and whether this call made it. */
export interface AdminKey {
  key: string;
  generated: boolean;
  /** File that keeps it, unless WEFT_ADMIN_KEY gives it. */
  path: string | undefined;
}

/** WEFT_ADMIN_KEY, else the key kept in WEFT_HOME (mode 0600), generated when there is none yet. */
export async function readAdminKey(config: Pick<WeftConfig, 'adminKey' | 'home'>): Promise<AdminKey> {
  if (config.adminKey) return { key: config.adminKey, generated: false, path: undefined };
  const path = join(config.home, 'admin-key');
  await mkdir(config.home, { recursive: true });
  const kept = await readKept(path);
  if (kept) return { key: kept, generated: false, path };
  // Written whole under another name, then linked: of two processes that start at once one wins, and none reads half.
  const draft = `${path}.${process.pid}`;
  const key = generateKey();
  await writeFile(draft, `${key}\n`, { mode: 0o600 });
  try {
    await link(draft, path);
    return { key, generated: true, path };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { key: (await readKept(path))!, generated: false, path };
  } finally {
    await rm(draft, { force: true });
  }
}

async function readKept(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}
