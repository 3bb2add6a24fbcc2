import type { Database } from '@app/snapshot-core';

/** One thing that `weft doctor` has looked at. */
export interface Finding {
  /** What was looked at, in a word or two. */
  check: string;
  status: 'ok' | 'warning' | 'problem';
  message: string;
  /** What to do; nothing when all is well. */
  hint: string | null;
}

/** Looks at something in an open database. */
export type Check = (db: Database) => Promise<Finding[]>;

export const ok = (check: string, message: string): Finding => ({ check, status: 'ok', message, hint: null });

export const warning = (check: string, message: string, hint: string): Finding => ({
  check,
  status: 'warning',
  message,
  hint,
});

export const problem = (check: string, message: string, hint: string): Finding => ({
  check,
  status: 'problem',
  message,
  hint,
});
