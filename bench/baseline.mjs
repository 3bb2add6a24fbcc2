import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('pandas_baseline.py', import.meta.url));
/** The second is where Debian's python3-pandas goes, whatever stands first in the path. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** A Python that has pandas; undefined where there is none. */
export function findPandas() {
  for (const python of PYTHONS) {
    const { status, stdout } = spawnSync(python, ['-c', 'import pandas; print(pandas.__version__)'], {
      encoding: 'utf8',
    });
    if (status === 0) return { python, version: stdout.trim() };
  }
  return undefined;
}

/**
 * Runs the baseline over extracts, one after the other on one snapshot.
 * @returns {Promise<{ seconds: number[], peakMb: number }>} seconds by extract
 */
export async function runBaseline({ python }, snapshot, extracts, onExtract) {
  const child = spawn(python, [SCRIPT, snapshot, ...extracts], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const seconds = [];
  let peakMb = 0;
  onExtract(0);
  for await (const text of createInterface({ input: child.stdout })) {
    const told = JSON.parse(text);
    if (told.peak_mb !== undefined) peakMb = told.peak_mb;
    else onExtract(seconds.push(told.seconds));
  }
  const [code, signal] = await ended;
  if (code !== 0) throw new Error(`the pandas baseline ended with ${signal ?? code}`);
  return { seconds, peakMb };
}
