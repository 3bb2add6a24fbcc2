import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { matchPattern } from '@app/snapshot-core';

/** A file of sync output where a source says. */
export interface FoundFile {
  path: string;
  /** Bytes. */
  size: number;
  modifiedAt: Date;
  tenant: string;
  integration: string;
  stream: string;
}

/** Finds every file that a source's pattern means; a directory that is not there (yet) has none. */
export async function findSyncOutput(pattern: string): Promise<FoundFile[]> {
  const { root, match } = matchPattern(pattern);
  const found: FoundFile[] = [];
  for await (const path of walk(root)) {
    const target = match(path);
    if (target === null) continue;
    const stats = await stat(path).catch(ignoreMissing);
    if (!stats?.isFile()) continue;
    // Where the pattern has nothing behind it, the number of a part is no part of the stream's name.
    const stream = target.stream.replace(/\.part-?\d{1,9}$/, '');
    found.push({ path, size: stats.size, modifiedAt: stats.mtime, ...target, stream });
  }
  return found;
}

async function* walk(directory: string): AsyncGenerator<string> {
  const entries: Dirent[] = (await readdir(directory, { withFileTypes: true }).catch(ignoreMissing)) ?? [];
  for (const entry of entries) {
    if (isUnfinished(entry.name)) continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

/** By convention these names are for what is still being written: rsync's and other tools' hidden files, `.tmp`, `.part`. */
const isUnfinished = (name: string): boolean => name.startsWith('.') || /\.(tmp|part)$/i.test(name);

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
