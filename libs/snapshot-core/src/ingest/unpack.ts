import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { WeftError } from '../errors.ts';

/** Most bytes that a byte of gzip may unpack to: real exports come to 5 to 50; a megabyte of zeros to 1,030. */
export const defaultUnpackRatio = 200;

const CHUNK_BYTES = 1 << 20;
/** So much is unpacked whatever the ratio. */
const FREE_BYTES = 64 << 20;

/**
 * Unpacks gzip piece by piece.
 * @param ratio most bytes that a packed byte may unpack to
 * @throws WeftError `invalid_input` when it is no whole gzip, or unpacks to more
 */
export async function* unpack(
  packed: AsyncGenerator<Buffer>,
  name: string,
  ratio: number | 'none' = defaultUnpackRatio,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const source = Readable.from(packed);
  source.on('error', (error) => gunzip.destroy(error));
  let unpacked = 0;
  try {
    for await (const chunk of source.pipe(gunzip)) {
      unpacked += (chunk as Buffer).length;
      if (ratio !== 'none' && unpacked > FREE_BYTES && unpacked > gunzip.bytesWritten * ratio) tooMuch(name, ratio);
      yield chunk as Buffer;
    }
  } catch (cause) {
    if (!(cause as NodeJS.ErrnoException).code?.startsWith('Z_')) throw cause;
    throw new WeftError(
      'invalid_input',
      `${name} is no whole gzip file: ${(cause as Error).message}`,
      'Deliver it again; it was probably cut off.',
      { cause },
    );
  }
}

function tooMuch(name: string, ratio: number): never {
  throw new WeftError(
    'invalid_input',
    `${name} unpacks to more than ${ratio} times its size, as a gzip bomb does`,
    'Nothing of it was written. If it really is that repetitive, allow more with --unpack-ratio (unpack_ratio in weft.yaml), or none.',
    {
      http: 'Nothing of it was written. If it really is that repetitive, allow more with unpack_ratio=, or unpack_ratio=none.',
    },
  );
}
