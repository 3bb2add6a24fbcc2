import { WeftError } from '../../errors.ts';
import type { Format } from '../formats.ts';
import { JsonReader } from './json/json-reader.ts';
import { JsonlReader } from './json/jsonl-reader.ts';
import type { OpenedInput, OpenReader } from './opened-input.ts';
import type { RecordReader } from './record-reader.ts';

/** The readers of formats whose records name their own fields. */
const readers: Partial<Record<Format, OpenReader>> = {
  jsonl: (opened) => JsonlReader.open(opened),
  json: (opened) => JsonReader.open(opened),
  // Loaded with the first such file: its parts are a twentieth of what a start of `weft` costs.
  parquet: async (opened) => (await import('../parquet/parquet-reader.ts')).ParquetReader.open(opened),
};

/**
 * Opens the reader of a format.
 * @throws WeftError `invalid_input` for a format that cannot be read, and as the reader throws
 */
export function readerFor(format: Format, opened: OpenedInput): Promise<RecordReader> {
  const open = opened.input.records ?? readers[format];
  if (open) return open(opened);
  if (format === 'singer') {
    throw new WeftError(
      'invalid_input',
      `${opened.where}: it is a Singer stream, whose messages say themselves which streams they are of`,
      'Ingest it with `weft ingest --format singer` and no --stream, or give its file the ending .singer.',
      { http: 'Ingest it with `weft ingest --format singer`, or from a folder: over HTTP a body is of one stream.' },
    );
  }
  throw new WeftError(
    'invalid_input',
    `${opened.where}: it is ${format}, which this version does not read`,
    `Deliver it in another form: csv, ${Object.keys(readers).join(', ')}.`,
  );
}
