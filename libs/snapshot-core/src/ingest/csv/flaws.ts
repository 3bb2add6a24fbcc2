import { Flaw } from './record-scanner.ts';

/** Why a record was rejected, in words. */
export function flawReason(flaw: number, fields: number, fieldCount: number): string {
  switch (flaw) {
    case Flaw.fieldCount:
      return `it has ${fields} fields, the header has ${fieldCount}`;
    case Flaw.quote:
      return 'text follows the quote that closes a field; a quote inside a quoted field has to be doubled';
    case Flaw.nul:
      return 'it holds a NUL byte, which text cannot';
    case Flaw.carriageReturn:
      return 'a line end of another kind stands inside a field without quotes';
    default:
      return 'it is not valid UTF-8';
  }
}
