import { mkdir, open, readFile } from 'node:fs/promises';
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
  try {
    // "wx": of two processes that start at once only one writes; the other reads what that one wrote.
    const file = await open(path, 'wx', 0o600);
    const key = generateKey();
    await file.writeFile(`${key}\n`).finally(() => file.close());
    return { key, generated: true, path };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { key: (await readFile(path, 'utf8')).trim(), generated: false, path };
  }
}
