import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WeftError } from '../../errors.ts';
import type { ByteSource } from '../byte-source.ts';

/** More than this in a temporary file is no sync output but a gzip bomb, or better delivered as a file. */
const LARGEST = 32 * 2 ** 30;

/**
 * Writes an input that can only be read forwards into a temporary file, whose name is gone already: its space is given
 * back when the handle is closed, whatever becomes of this process.
 * @throws WeftError `invalid_input` when it is too large
 */
export async function spool(source: ByteSource, where: string): Promise<FileHandle> {
  const file = await unnamedFile();
  try {
    let size = 0;
    for (;;) {
      await source.more();
      if (source.rest.length === 0) return file;
      size += source.rest.length;
      if (size > LARGEST) throw tooLarge(where);
      await file.appendFile(source.rest);
      source.use(source.rest.length);
    }
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function unnamedFile(): Promise<FileHandle> {
  const directory = await mkdtemp(join(tmpdir(), 'weft-'));
  try {
    return await open(join(directory, 'spool'), 'wx+', 0o600);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const tooLarge = (where: string): WeftError =>
  new WeftError(
    'invalid_input',
    `${where} has more than ${LARGEST / 2 ** 30} GiB, which is too much to keep in a temporary file`,
    'Deliver it as a file that is not packed.',
  );
