import { WeftError } from '../../errors.ts';
import { Flaw } from './record-scanner.ts';

/** Why a record was rejected, in words. */
export function flawReason(flaw: number, fields: number, fieldCount: number): string {
  switch (flaw) {
    case Flaw.fieldCount:
      return `it has ${fields} ${fields === 1 ? 'field' : 'fields'}, the header has ${fieldCount}`;
    case Flaw.quote:
      return 'text follows the quote that closes a field; a quote inside a quoted field has to be doubled';
    case Flaw.unclosed:
      return 'a quote is opened and never closed';
    case Flaw.nul:
      return 'it holds a NUL byte, which text cannot';
    case Flaw.carriageReturn:
      return 'a line end of another kind stands inside a field without quotes';
    default:
      return 'it is not valid UTF-8';
  }
}

/** A quote that takes up the rest of the input fails the run: no record can be told apart from it. */
export const unclosedQuote = (where: string, line: number): WeftError =>
  new WeftError(
    'invalid_input',
    `${where}: a quote is opened in the record on line ${line} and never closed`,
    'Nothing of it was written. Everything behind that quote reads as one field: correct that line.',
  );
