import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { ByteSource } from '../../libs/snapshot-core/src/ingest/byte-source.ts';
import { readChunks, type SyncInput } from '../../libs/snapshot-core/src/ingest/input.ts';
import { ParquetReader } from '../../libs/snapshot-core/src/ingest/parquet/parquet-reader.ts';
import { RecordFlaw } from '../../libs/snapshot-core/src/ingest/records/record-reader.ts';

export type Written = Parameters<typeof parquetWriteBuffer>[0];

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weft-parquet-'));
});
afterAll(() => rm(directory, { recursive: true }));

let files = 0;

/** A file in a temporary directory that goes away after the tests. */
export async function fileOf(bytes: Uint8Array): Promise<SyncInput> {
  const path = join(directory, `${++files}.parquet`);
  await writeFile(path, bytes);
  return { name: path, path, size: bytes.length, open: () => Readable.from([Buffer.from(bytes)]) };
}

async function openParquet(input: SyncInput): Promise<ParquetReader> {
  const source = new ByteSource(readChunks(input, () => {}));
  return ParquetReader.open({ input, source, where: `run 1 of acme/crm.Account: ${input.name}` });
}

/** A record as it was read. */
export interface ReadRow {
  values: Record<string, string | null>;
  json: string;
  flaw?: string;
}

/** The batches of an input, each to be looked at before the next one is asked for. */
export async function* batchesOf(input: SyncInput): ReturnType<ParquetReader['read']> {
  const reader = await openParquet(input);
  try {
    yield* reader.read();
  } finally {
    await reader.close();
  }
}

/** Everything that the reader makes of an input. */
export async function readAll(input: SyncInput): Promise<{ rows: ReadRow[]; declared: ParquetReader['declared'] }> {
  const reader = await openParquet(input);
  try {
    const rows: ReadRow[] = [];
    for await (const batch of reader.read()) {
      for (const record of batch) {
        expect(record.line).toBe(rows.length + 1);
        const json = Buffer.from(record.bytes).toString();
        try {
          const { names, values } = record.parse();
          rows.push({ json, values: Object.fromEntries(names.map((name, i) => [name, values[i]!])) });
        } catch (error) {
          if (!(error instanceof RecordFlaw)) throw error;
          const { names, values } = error.read!;
          const read = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
          rows.push({ json, values: read, flaw: error.reason });
        }
      }
    }
    return { rows, declared: reader.declared };
  } finally {
    await reader.close();
  }
}

/** A Parquet file. */
export const parquet = (options: Written): Uint8Array => new Uint8Array(parquetWriteBuffer(options));

/** Writes a file and reads it back. */
export const writeAndRead = async (options: Written) => readAll(await fileOf(parquet(options)));
