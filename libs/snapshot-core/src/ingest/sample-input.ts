import { parse } from 'csv-parse/sync';
import { ByteSource } from './byte-source.ts';
import { readHeader } from './csv/read-header.ts';
import { decodeText } from './decode-text.ts';
import { formatOfName } from './formats.ts';
import { readChunks, type SyncInput } from './input.ts';
import { readerFor } from './records/reader-for.ts';
import { RecordFlaw, type RecordReader } from './records/record-reader.ts';

/** The first records of an input, to look at what a stream is like before it is declared. */
export interface InputSample {
  /** Names of the columns that the records have, in order of appearance. */
  columns: string[];
  /** Values by column; a column that a record does not have is not there, nor is an empty value. */
  records: Record<string, string>[];
  /** Whether these are all records of the input. */
  whole: boolean;
  /** The record key, where the format says it. */
  key?: readonly string[];
}

/** Bytes of a CSV that are looked at: enough for some thousand records of a hundred columns. */
const SAMPLE_BYTES = 8 << 20;

/**
 * Reads the beginning of an input. Records that cannot be read are left out: a sample is no check.
 * @param most number of records
 * @returns undefined when it is in no format that is known
 * @throws WeftError `invalid_input` when not even a header can be read
 */
export async function sampleInput(input: SyncInput, most: number): Promise<InputSample | undefined> {
  const format = /\.(?:tsv|txt)(?:\.gz)?$/i.test(input.name) ? 'csv' : formatOfName(input.name);
  const chunks = readChunks(input, () => undefined);
  const source = new ByteSource(format === 'parquet' ? chunks : decodeText(chunks, undefined, input.name));
  try {
    if (format === undefined) return undefined;
    if (format === 'csv') return await sampleCsv(source, input.name, most);
    const reader = await readerFor(format, { input, source, where: input.name });
    try {
      return await sampleRecords(reader, most);
    } finally {
      await reader.close();
    }
  } finally {
    await source.close();
  }
}

async function sampleCsv(source: ByteSource, name: string, most: number): Promise<InputSample> {
  await source.atLeast(SAMPLE_BYTES);
  const header = readHeader(source.rest, true, name)!;
  const text = source.rest.subarray(header.length).toString('utf8');
  const found = parse(text, {
    columns: header.names,
    delimiter: String.fromCharCode(header.dialect.delimiter),
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true, // the last one, cut off where the sample ends
    to: most + 1,
  }) as Record<string, string>[];
  const whole = source.ended && found.length <= most;
  const records = found.slice(0, source.ended ? most : Math.min(most, Math.max(found.length - 1, 1)));
  return { columns: header.names, records: records.map(withoutEmpty), whole };
}

async function sampleRecords(reader: RecordReader, most: number): Promise<InputSample> {
  const columns = new Set<string>(reader.declared.columns?.map(({ name }) => name));
  const records: Record<string, string>[] = [];
  let whole = true;
  for await (const batch of reader.read()) {
    for (const raw of batch) {
      if (records.length === most) {
        whole = false;
        break;
      }
      try {
        const { names, values } = raw.parse();
        names.forEach((name) => columns.add(name));
        records.push(withoutEmpty(Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']))));
      } catch (error) {
        if (!(error instanceof RecordFlaw)) throw error;
      }
    }
    if (!whole) break;
  }
  return { columns: [...columns], records, whole, key: reader.declared.key };
}

const withoutEmpty = (record: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));
