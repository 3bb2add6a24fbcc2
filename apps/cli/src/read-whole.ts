import { readFile } from 'node:fs/promises';
import { fileFault, WeftError } from '@app/snapshot-core';

/**
 * A file that a command is told of, whole.
 * @param wanted what to give instead, for the error
 * @throws WeftError `invalid_input` when it cannot be read
 */
export async function readWhole(path: string, wanted: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new WeftError('invalid_input', `${path} cannot be read: ${fileFault(cause)}`, wanted, { cause });
  });
}
