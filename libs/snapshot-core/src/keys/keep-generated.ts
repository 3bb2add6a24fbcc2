import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The text that a file keeps, without the white space around it; undefined when there is no such file. */
export async function readKept(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

/**
 * What the file keeps; when there is none, makes it (mode 0600) with `made` in it.
 * @returns what is kept, and whether this call made it
 */
export async function keepGenerated(path: string, made: () => string): Promise<{ kept: string; generated: boolean }> {
  await mkdir(dirname(path), { recursive: true });
  const there = await readKept(path);
  if (there) return { kept: there, generated: false };
  // Written whole under another name, then linked: of two processes that start at once one wins, and none reads half.
  const draft = `${path}.${process.pid}`;
  const text = made();
  await writeFile(draft, `${text}\n`, { mode: 0o600 });
  try {
    await link(draft, path);
    return { kept: text, generated: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { kept: (await readKept(path))!, generated: false };
  } finally {
    await rm(draft, { force: true });
  }
}
