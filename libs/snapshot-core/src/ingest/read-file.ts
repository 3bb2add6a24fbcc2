import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { WeftError } from '../errors.ts';

const CHUNK_BYTES = 1 << 20;

/** What a file was like when it was found. */
export interface FoundFile {
  path: string;
  size: number;
  mtimeMs: number;
}

/**
 * The bytes of a file that has to stay as it was found until all of it has been read: of one that is still being written,
 * or cut off meanwhile, what was read is neither its old nor its new state.
 * @throws WeftError `invalid_input`, in the stream, when it has changed
 */
export function readFile(found: FoundFile): Readable {
  return Readable.from(chunksOf(found), { objectMode: false, highWaterMark: CHUNK_BYTES });
}

async function* chunksOf(found: FoundFile): AsyncGenerator<Buffer> {
  let bytes = 0;
  const source = createReadStream(found.path, { highWaterMark: CHUNK_BYTES });
  for await (const chunk of source as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes < found.size) yield chunk;
    else {
      // Looked at while the last bytes are taken, and without asking for the end of the file: 6 ms of a small sync.
      const looked = stat(found.path).then((now) => checkUnchanged(found, bytes, now));
      looked.catch(() => undefined);
      yield chunk;
      return looked;
    }
  }
  checkUnchanged(found, bytes, await stat(found.path));
}

function checkUnchanged({ path, size, mtimeMs }: FoundFile, bytes: number, now: Stats): void {
  if (bytes === size && now.size === size && now.mtimeMs === mtimeMs) return;
  throw new WeftError(
    'invalid_input',
    `${path} changed while it was read: it had ${size} bytes, then ${now.size}`,
    'Nothing of it was written. Ingest it when its writer has finished; writers should write to a `.tmp` name and rename at the end.',
  );
}
