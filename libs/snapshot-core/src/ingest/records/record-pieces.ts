import { WeftError } from '../../errors.ts';
import type { StreamRow } from '../../catalog/streams.ts';
import { declaredKey, guessedKey } from '../settle-key.ts';
import type { StreamSettings } from '../settings.ts';
import { type RawRecord, RecordFlaw, type RecordReader } from './record-reader.ts';

/** Some records of one reader; each reader begins with an empty batch. */
export interface RecordPiece {
  reader: RecordReader;
  /** Names the file in messages, where there are several. */
  file: string | undefined;
  batch: readonly RawRecord[];
}

/** The pieces of one reader after the other; each is closed when it has been read. */
export async function* piecesOf(
  readers: AsyncIterable<{ reader: RecordReader; file: string | undefined }>,
): AsyncGenerator<RecordPiece, undefined> {
  for await (const { reader, file } of readers) {
    try {
      yield { reader, file, batch: [] };
      for await (const batch of reader.read()) yield { reader, file, batch };
    } finally {
      await reader.close();
    }
  }
}

/** What has to be known before records can be taken. */
export interface Head {
  /** Columns of the record key; undefined when there are no records, and nothing says it. */
  key: string[] | undefined;
  /** Pieces that were read to tell it. */
  taken: RecordPiece[];
}

/**
 * Tells the key: as declared, else as the stream has it, else as the format says, else `Id` or `id` of the first record.
 * @throws WeftError `no_key`; `conflict`; `invalid_input` when none of the first records can be read
 */
export async function readHead(
  pieces: AsyncGenerator<RecordPiece, undefined>,
  stream: StreamRow,
  settings: StreamSettings,
  where: string,
): Promise<Head> {
  const known = declaredKey(stream, settings.key, where);
  const taken: RecordPiece[] = [];
  if (known) return { key: [...known], taken };
  for (;;) {
    const next = await pieces.next();
    if (next.done) return { key: undefined, taken };
    taken.push(next.value);
    const { reader, batch } = next.value;
    if (reader.declared.key?.length) return { key: [...reader.declared.key], taken };
    if (batch.length > 0) return { key: guessedKey(stream, namesIn(batch, where), where), taken };
  }
}

/** Names of the first record that can be read. */
function namesIn(batch: readonly RawRecord[], where: string): readonly string[] {
  let first: RecordFlaw | undefined;
  for (const record of batch) {
    try {
      return record.parse().names;
    } catch (error) {
      if (!(error instanceof RecordFlaw)) throw error;
      first ??= error;
    }
  }
  throw new WeftError(
    'invalid_input',
    `${where}: none of its first ${batch.length} records can be read; the first one, on line ${batch[0]!.line}: ${first!.reason}`,
    'Nothing of it was written. Is it of the format that its name says? Tell it with --format.',
    { http: 'Nothing of it was written. Is it of the format that its content type says? Tell it with format=.' },
  );
}
