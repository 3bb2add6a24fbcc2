import { dirname, resolve } from 'node:path';
import type { Database } from '@app/snapshot-core';
import { type AppliedLine, applyWeftFile, parseWeftFile, type WeftFile } from '@app/unify';
import { readWhole } from '../read-whole.ts';

/**
 * Reads a weft.yaml.
 * @throws WeftError `invalid_input` when it cannot be read; WeftFileError with every fault of its content.
 */
export async function readWeftFile(path: string): Promise<WeftFile> {
  const text = await readWhole(path, 'Give the path of a weft.yaml.');
  return parseWeftFile(text.toString('utf8'), path);
}

/**
 * Brings the catalog to what the file says; its paths are relative to where it lies.
 * @param options with `plan`, only tells what would change
 */
export async function applyFile(db: Database, path: string, options: { plan?: boolean } = {}): Promise<AppliedLine[]> {
  return applyWeftFile(db, await readWeftFile(path), dirname(resolve(path)), options);
}
