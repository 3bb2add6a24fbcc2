import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Real data beside the project, which is no part of it: present where it is developed. A test that needs it is skipped
 * elsewhere, and says so.
 * @param path below `../shared/data`
 */
export function sharedData(path: string): { dir: string; withData: typeof test } {
  const dir = resolve('../shared/data', path);
  if (existsSync(dir)) return { dir, withData: test };
  process.stderr.write(`skipped: tests that need ../shared/data/${path}, which is not on this machine\n`);
  return { dir, withData: test.skip as typeof test };
}
