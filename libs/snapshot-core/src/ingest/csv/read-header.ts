import { isUtf8 } from 'node:buffer';
import { WeftError } from '../../errors.ts';
import { MOST_COLUMNS, tooManyColumns } from '../place-columns.ts';
import { detectDialect, type Dialect, type ToldDialect } from './dialect.ts';
import { flawReason } from './flaws.ts';
import { Flaw, RecordScanner } from './record-scanner.ts';
import { splitFields } from './split-fields.ts';

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

/**
 * Reads dialect and column names from the start of a CSV.
 * @param last whether `head` is the whole input
 * @param where names the run in messages
 * @param told what is not to be detected
 * @returns undefined when the header does not end within `head`
 * @throws WeftError `invalid_input` when there is no header, or two columns of the same name
 */
export function readHeader(head: Buffer, last: boolean, where: string, told: ToldDialect = {}): Header | undefined {
  const dialect = detectDialect(head, told);
  // The scanner finds where the first record ends; how many fields that has is not known yet.
  const scanner = new RecordScanner(dialect, 0, [], 1);
  const used = firstRecord(scanner, head, last);
  if (scanner.count === 0) {
    if (!last) return undefined;
    throw new WeftError(
      'invalid_input',
      `${where}: the sync output is empty, it has no header`,
      'Deliver a CSV whose first line names the columns. A complete extract without records is a header alone.',
    );
  }
  const flaw = scanner.flaw[0]!;
  if (flaw !== Flaw.fieldCount) failOnHeader(where, flawReason(flaw, 0, 0));
  const names = parseNames(head.subarray(scanner.start[0], scanner.end[0]), dialect, where);
  checkNames(names, where);
  const bytes = Buffer.from(head.subarray(0, used));
  const nextLine = scanner.count > 1 ? scanner.line[1]! : scanner.nextLine;
  return { dialect, names, bytes, length: used, nextLine };
}

/** Bytes up to the second record's start. */
function firstRecord(scanner: RecordScanner, text: Buffer, last: boolean): number {
  const used = scanner.scan(text, last, 0, 2);
  return scanner.count > 1 ? scanner.start[1]! : used;
}

function parseNames(record: Buffer, dialect: Dialect, where: string): string[] {
  if (!isUtf8(record)) {
    const hint = (way: string) => `Tell its encoding with ${way}, or write it in UTF-8.`;
    failOnHeader(where, 'it is not valid UTF-8', { hint: hint('--encoding'), http: hint('encoding=') });
  }
  const [delimiter, quote] = [String.fromCharCode(dialect.delimiter), String.fromCharCode(dialect.quote)];
  const names = splitFields(record.toString('utf8'), delimiter, quote);
  const given = new Set(names);
  return names.map((name, i) => name || freeName(`column_${i + 1}`, given));
}

/** A name that the header does not give to another column. */
const freeName = (name: string, given: ReadonlySet<string | null>): string =>
  given.has(name) ? freeName(`${name}_`, given) : name;

const NAMES_COLUMNS = { hint: 'The first line has to name the columns, as CSV (RFC 4180).', http: undefined };

function failOnHeader(
  where: string,
  reason: string,
  { hint, http }: { hint: string; http?: string } = NAMES_COLUMNS,
): never {
  throw new WeftError('invalid_input', `${where}: the header cannot be read: ${reason}`, hint, { http });
}

function checkNames(names: readonly string[], where: string): void {
  if (names.length > MOST_COLUMNS) throw tooManyColumns(where, names.length);
  const seen = new Set<string>();
  const twice = names.filter((name) => seen.size === seen.add(name).size);
  if (twice.length === 0) return;
  throw new WeftError(
    'invalid_input',
    `${where}: the header names ${[...new Set(twice)].map((name) => `"${name}"`).join(', ')} more than once`,
    'Give each column a name of its own; which of the two to keep cannot be guessed.',
  );
}
