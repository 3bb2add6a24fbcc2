import { seedOf } from './hash128.ts';
import type { StreamSettings } from './settings.ts';

/**
 * The seed of records' hashes: two records of the same bytes mean the same only if all of this is the same, too.
 * @param contract what the stream's contract has looked at; empty where it looks at nothing
 * @param form how the bytes are read: a CSV's header and dialect, or the name of a format
 */
export function meaningSeed(
  form: readonly unknown[],
  key: readonly string[],
  settings: StreamSettings,
  contract: readonly unknown[],
): Int32Array {
  const { merge, ignore, deletedWhen, drop, version } = settings;
  return seedOf(JSON.stringify([...form, key, merge, ignore, deletedWhen, drop, version, ...contract]));
}
