import type { CsvReader } from './csv/csv-reader.ts';
import { QUOTE } from './csv/dialect.ts';
import type { Header } from './csv/read-header.ts';
import type { Delivery } from './delivery.ts';
import { type DeliveryFile, deliveryFiles } from './delivery-file.ts';
import { keptOutOf } from './drift/contract.ts';
import type { Format } from './formats.ts';
import { fitsTable } from './place-columns.ts';
import { CsvRecordReader } from './records/csv-record-reader.ts';
import { readerFor } from './records/reader-for.ts';
import { piecesOf, type RecordPiece } from './records/record-pieces.ts';
import type { RecordReader } from './records/record-reader.ts';

/** CSV files whose records have the same fields. */
export interface OpenedCsv {
  header: Header;
  /** The files one after the other; each is closed when the next one is asked for. */
  files: () => AsyncGenerator<CsvFile, undefined>;
}

interface CsvFile {
  reader: CsvReader;
  header: Header;
  where: string;
  file: string | undefined;
}

/** A delivery by the way in which it is staged. */
export type OpenedDelivery =
  { type: 'csv'; csv: OpenedCsv } | { type: 'records'; pieces: AsyncGenerator<RecordPiece, undefined> };

/**
 * Finds out of what formats the files of a delivery are. CSV files of one header go as the bytes that they are; all others
 * as records that name their own fields, CSV files of different headers among them: a column that one of them lacks
 * is absent from its records.
 * @param use gets the opened delivery; its files are closed when that is done with it
 * @throws WeftError `invalid_input` when a file cannot be read
 */
export async function openDelivery<T>(delivery: Delivery, use: (opened: OpenedDelivery) => Promise<T>): Promise<T> {
  const files = deliveryFiles(delivery);
  try {
    const formats = await lookInto(files, (file) => file.format());
    const header = formats.every((format) => format === 'csv') ? await commonHeader(files) : undefined;
    if (header && copiesBytes(delivery, header))
      return await use({ type: 'csv', csv: { header, files: () => csvFiles(files) } });
    return await use({ type: 'records', pieces: piecesOf(readersOf(files, formats)) });
  } finally {
    for (const file of files) await file.close();
  }
}

/** Whether the table takes the records as they are. */
function copiesBytes({ stream, settings, request }: Delivery, { names }: Header): boolean {
  const { drop, archived, key } = settings;
  const known = new Set(stream.columns.map(({ name }) => name));
  const unknown = archived ? names.filter((name) => !known.has(name) && !key?.includes(name)) : [];
  const left = new Set([...drop, ...keptOutOf(stream, names, settings), ...unknown]);
  return fitsTable(stream.columns, names, left, request.realColumns);
}

/** Looks into each file; where there are several, no more than one is open at a time. */
async function lookInto<T>(files: readonly DeliveryFile[], look: (file: DeliveryFile) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (const file of files) {
    found.push(await look(file));
    if (files.length > 1 && !file.input.once) await file.close();
  }
  return found;
}

/** The header of all CSV files, where they have the same one and COPY can read them. */
async function commonHeader(files: readonly DeliveryFile[]): Promise<Header | undefined> {
  const headers = await lookInto(files, async (file) => (await file.openCsv()).header);
  const form = ({ names, dialect }: Header) => JSON.stringify([names, dialect.delimiter, dialect.quote]);
  const [first] = headers;
  const alike = first!.dialect.quote === QUOTE && headers.every((header) => form(header) === form(first!));
  return alike ? first : undefined;
}

async function* csvFiles(files: readonly DeliveryFile[]): AsyncGenerator<CsvFile, undefined> {
  for (const file of files) {
    try {
      yield { ...(await file.openCsv()), where: file.where, file: file.file };
    } finally {
      await file.close();
    }
  }
}

async function* readersOf(
  files: readonly DeliveryFile[],
  formats: readonly Format[],
): AsyncGenerator<{ reader: RecordReader; file: string | undefined }> {
  for (const [i, file] of files.entries()) {
    const { input, where } = file;
    const reader =
      formats[i] === 'csv'
        ? new CsvRecordReader(await file.openCsv(), where)
        : await readerFor(formats[i]!, { input, source: file.source, where });
    yield { reader, file: file.file };
  }
}
