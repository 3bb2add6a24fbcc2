import { copyFile, cp, mkdir, readdir, rename, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's sample workspace; this file is `dist/apps/cli/apps/cli/src/demo/workspace.js`. */
const EXAMPLES = fileURLToPath(new URL('../../../../../../../examples/', import.meta.url));

/** A working copy of the sample workspace, whose sync output directory is still empty. */
export interface Workspace {
  weftFile: string;
  /** Puts a delivery where the sources look; returns its file names. */
  deliver(number: number): Promise<string[]>;
}

/** Makes the working copy below `home`. */
export async function makeWorkspace(home: string): Promise<Workspace> {
  const directory = join(home, 'workspace');
  const weftFile = join(directory, 'weft.yaml');
  await mkdir(directory);
  await cp(join(EXAMPLES, 'weft.yaml'), weftFile);
  return {
    weftFile,
    deliver: (number) => deliver(join(EXAMPLES, 'deliveries', String(number)), join(directory, 'sync-output')),
  };
}

/** `<tenant>/<integration>/<file>`, each written under another name first: a reader sees only whole files. */
async function deliver(from: string, to: string): Promise<string[]> {
  const paths = (await readdir(from, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths) {
    const target = join(to, path.slice(from.length));
    const draft = `${target}.tmp`;
    await mkdir(dirname(target), { recursive: true });
    await copyFile(path, draft);
    const time = timeInName(path);
    if (time) await utimes(draft, time, time);
    await rename(draft, target);
  }
  return paths.map((path) => basename(path));
}

/** The moment at which the sync wrote the file, as its name says: `Account-20260302T060112.csv`. */
function timeInName(path: string): Date | undefined {
  const found = /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\./.exec(basename(path));
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
