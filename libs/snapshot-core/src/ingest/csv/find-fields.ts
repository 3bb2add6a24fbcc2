import { type Dialect } from './dialect.ts';

/**
 * Finds fields of one flawless record, looking no further than to the last of them; a record's key mostly stands first.
 * @param bytes hold the record at `[start, end)`, without its line end
 * @param slots by field of the record where in `starts` and `ends` its place goes; -1 for fields that are not wanted
 * @param last the last field that is wanted
 */
export function findFields(
  { bytes, start, end }: { bytes: Uint8Array; start: number; end: number },
  { quote, delimiter }: Pick<Dialect, 'quote' | 'delimiter'>,
  { slots, last }: { slots: Int32Array; last: number },
  starts: Int32Array,
  ends: Int32Array,
): void {
  let at = start;
  for (let field = 0; field <= last; field++) {
    const fieldStart = at;
    if (at < end && bytes[at] === quote) {
      // To the quote that is not doubled: in a flawless record a delimiter or the record's end stands behind it.
      for (at++; bytes[at] !== quote || (at + 1 < end && bytes[at + 1] === quote); at++) {
        if (bytes[at] === quote) at++;
      }
      at++;
    } else {
      while (at < end && bytes[at] !== delimiter) at++;
    }
    const slot = slots[field]!;
    if (slot >= 0) {
      starts[slot] = fieldStart;
      ends[slot] = at;
    }
    at++;
  }
}
