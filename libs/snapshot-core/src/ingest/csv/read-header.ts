import { parse } from 'csv-parse/sync';
import { WeftError } from '../../errors.ts';
import { detectDialect, type Dialect } from './dialect.ts';
import { RecordScanner } from './record-scanner.ts';

export interface Header {
  dialect: Dialect;
  names: string[];
  /** Bytes that the header takes, its line end included. */
  length: number;
  /** Those bytes, without a byte order mark. */
  bytes: Buffer;
  /** Line on which the first record starts. */
  nextLine: number;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads dialect and column names from the start of a CSV.
 * @param last whether `head` is the whole input
 * @param where names the run in messages
 * @returns undefined when the header does not end within `head`
 * @throws WeftError `invalid_input` when there is no header, or two columns of the same name
 */
export function readHeader(head: Buffer, last: boolean, where: string): Header | undefined {
  const skip = head.subarray(0, 3).equals(BOM) ? 3 : 0;
  const text = head.subarray(skip);
  const dialect = detectDialect(text);
  // The scanner finds where the first record ends; how many fields that has is not known yet.
  const scanner = new RecordScanner(dialect, 0, [], 1);
  const used = firstRecord(scanner, text, last);
  if (scanner.count === 0) {
    if (!last) return undefined;
    throw new WeftError(
      'invalid_input',
      `${where}: the sync output is empty, it has no header`,
      'Deliver a CSV whose first line names the columns. A complete extract without records is a header alone.',
    );
  }
  const names = parseNames(text.subarray(scanner.start[0], scanner.end[0]), dialect, where);
  checkNames(names, where);
  const bytes = Buffer.from(text.subarray(0, used));
  return { dialect, names, bytes, length: skip + used, nextLine: scanner.line[0]! + 1 };
}

/** Bytes up to the second record's start. */
function firstRecord(scanner: RecordScanner, text: Buffer, last: boolean): number {
  const used = scanner.scan(text, last);
  return scanner.count > 1 ? scanner.start[1]! : used;
}

function parseNames(record: Buffer, dialect: Dialect, where: string): string[] {
  try {
    const [names] = parse(record, { delimiter: String.fromCharCode(dialect.delimiter) }) as string[][];
    return names!.map((name, i) => (name === '' ? `column_${i + 1}` : name));
  } catch (cause) {
    throw new WeftError(
      'invalid_input',
      `${where}: the header cannot be read: ${(cause as Error).message}`,
      'The first line has to name the columns, as CSV (RFC 4180).',
      { cause },
    );
  }
}

function checkNames(names: readonly string[], where: string): void {
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  if (twice.length === 0) return;
  throw new WeftError(
    'invalid_input',
    `${where}: the header names ${[...new Set(twice)].map((name) => `"${name}"`).join(', ')} more than once`,
    'Give each column a name of its own; which of the two to keep cannot be guessed.',
  );
}
