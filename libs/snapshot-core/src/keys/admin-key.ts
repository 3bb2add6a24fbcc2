import { join } from 'node:path';
import type { WeftConfig } from '../config.ts';
import { generateKey } from './api-keys.ts';
import { keepGenerated } from './keep-generated.ts';

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
  const { kept, generated } = await keepGenerated(path, generateKey);
  return { key: kept, generated, path };
}
