import { randomBytes, randomUUID } from 'node:crypto';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ServerLayout, UNFINISHED } from './layout.ts';

/** 192 random bits, in characters that need no quoting in a URL or in SQL. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** The superuser's password; undefined when there is none yet, or its file was lost. */
export async function readPassword(layout: ServerLayout): Promise<string | undefined> {
  const text = await readFile(layout.password, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.trim() || undefined;
}

/** The superuser's password, made and written down at first use. */
export async function ensurePassword(layout: ServerLayout): Promise<string> {
  const known = await readPassword(layout);
  if (known !== undefined) return known;
  const password = newPassword();
  await writePassword(layout, password);
  return password;
}

/** Writes the file as a whole or not at all, readable by its owner only. */
export async function writePassword(layout: ServerLayout, password: string): Promise<void> {
  const draft = join(layout.root, `${UNFINISHED}${randomUUID()}`);
  await writeFile(draft, `${password}\n`, { mode: 0o600, flush: true });
  await rename(draft, layout.password);
  await syncPath(layout.root);
}

/** Has the system write a file or directory out to disk. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path);
  await file.sync().finally(() => file.close());
}
