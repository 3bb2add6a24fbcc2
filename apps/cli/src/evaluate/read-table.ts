import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { WeftError } from '@app/snapshot-core';
import type { RecordFile } from '@app/unify';
import { readWhole } from '../read-whole.ts';

/**
 * Reads a CSV file whole, as published sets come: parted by comma, semicolon, tab or bar, plain or gzipped, in UTF-8, in UTF-16
 * where a mark says so, or, where it is neither, Windows-1252. Empty fields are null.
 * @throws WeftError `invalid_input` when it cannot be read or is no CSV
 */
export async function readTable(path: string): Promise<RecordFile> {
  const bytes = await readWhole(path, 'Give the path of a CSV file.');
  const text = decoded(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
  const rows = parsed(path, text);
  const [columns = [], ...values] = rows;
  const records = values.map((row) =>
    Object.fromEntries(columns.map((column, at) => [column, row[at] === undefined || row[at] === '' ? null : row[at]])),
  );
  return { name: path, columns, rows: records };
}

function parsed(path: string, text: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new WeftError('invalid_input', `${path} is no CSV: ${what}`, 'Give a CSV file with a header.', { cause });
  }
}

function decoded(bytes: Uint8Array): string {
  // As spreadsheets write "Unicode text".
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Whichever stands most often in the first line; a comma where none does. */
function delimiterOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const times = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t', '|'].reduce((best, candidate) => (times(candidate) > times(best) ? candidate : best));
}
