import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { WeftError } from '../errors.ts';
import { fileFault } from './file-fault.ts';
import type { Format } from './formats.ts';
import { readFile } from './read-file.ts';
import type { RecordReader } from './records/record-reader.ts';
import { unpack } from './unpack.ts';

/** One body of sync output. */
export interface SyncInput {
  /** Shown with the run: a path, `stdin`, `http`. */
  name: string;
  /** Opens the bytes as they came; gzip is recognised by its first bytes. */
  open: () => Readable;
  /** Bytes that `open` will give; null when not known. */
  size: number | null;
  /** The file that they are, where there is one: for formats that have to be read in any order. */
  path?: string;
  /** It can be opened only once: standard input. */
  once?: true;
  /** As told; else the name says it, or the content. */
  format?: Format;
  /** Opens its records, where they have been read from another input; nothing is opened then. */
  records?: () => Promise<RecordReader>;
}

/** The bodies of one run, in order: usually there is one. */
export const inputsOf = ({ input }: { input: SyncInput | readonly SyncInput[] }): readonly SyncInput[] =>
  Array.isArray(input) ? (input as readonly SyncInput[]) : [input as SyncInput];

/** Bytes of all bodies; null when that is not known. */
export function sizeOf(inputs: readonly SyncInput[]): number | null {
  return inputs.every(({ size }) => size !== null) ? inputs.reduce((sum, { size }) => sum + size!, 0) : null;
}

const GZIP = [0x1f, 0x8b];

/**
 * A file, or standard input for `-`.
 * @param format as told; else its name says it, or its content
 * @throws WeftError `invalid_input` when there is no such file or it cannot be read.
 */
export async function fileInput(path: string, format?: Format): Promise<SyncInput> {
  if (path === '-') return { name: 'stdin', open: () => process.stdin, size: null, once: true, format };
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Error('it is a directory');
    if (found.isSocket() || found.isBlockDevice()) throw new Error('it is no file');
    // A pipe (`<(zcat …)`) or a terminal: it comes once, and how long it is shows at its end.
    if (!found.isFile()) return { name: path, open: () => createReadStream(path), size: null, format };
    const { size, mtimeMs } = found;
    return { name: path, open: () => readFile({ path, size, mtimeMs }), size, path, format };
  } catch (cause) {
    throw new WeftError(
      'invalid_input',
      `${path} cannot be read: ${fileFault(cause)}`,
      'Give the path of a file of sync output, or - for standard input.',
      { cause },
    );
  }
}

/**
 * The input's bytes, unpacked where they are gzip. `onRead` hears how many bytes were taken from the input so far.
 * @throws WeftError `invalid_input`, see `unpack` and `readFile`
 */
export async function* readChunks(
  input: SyncInput,
  onRead: (bytesRead: number) => void,
  signal?: AbortSignal,
  unpackRatio?: number | 'none',
): AsyncGenerator<Buffer> {
  const source = input.open();
  let bytesRead = 0;
  const counted = async function* () {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      bytesRead += chunk.length;
      onRead(bytesRead);
      yield chunk;
    }
  };
  const chunks = counted();
  const first = await chunks.next();
  if (first.done) return;
  if (first.value[0] === GZIP[0] && first.value[1] === GZIP[1]) {
    yield* unpack(prepend(first.value, chunks), input.name, unpackRatio);
  } else {
    yield first.value;
    yield* chunks;
  }
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
