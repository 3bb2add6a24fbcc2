import type { Dialect } from '../csv/dialect.ts';
import type { RawField } from '../record-key.ts';

/** What stands before the first row of a COPY in binary format, and behind the last one. */
export const COPY_START = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const COPY_END = Buffer.from([0xff, 0xff]);

/** Bytes that a field takes besides its value: its length. */
export const FIELD_HEAD = 4;
/** Length of a null. */
export const NULL = -1;

// Byte by byte, here and below: the values are some ten bytes long, and a call into Buffer takes as long as a hundred.

/** Writes a number and returns the place behind it, as all of these do. */
export function putInt32(value: number, target: Uint8Array, at: number): number {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
  return at + 4;
}

export function putInt16(value: number, target: Uint8Array, at: number): number {
  target[at] = value >>> 8;
  target[at + 1] = value;
  return at + 2;
}

/** A field of type bigint; `value` is from 0 to 2^53 - 1. */
export function putBigintField(value: number, target: Uint8Array, at: number): number {
  const high = putInt32(Math.floor(value / 2 ** 32), target, putInt32(8, target, at));
  return putInt32(value % 2 ** 32, target, high);
}

/** A field of type uuid from a hash. */
export function putHashField(hash: Int32Array, target: Uint8Array, at: number): number {
  let next = putInt32(16, target, at);
  for (let word = 0; word < 4; word++) next = putInt32(hash[word]!, target, next);
  return next;
}

/** A field of type text from the bytes of its value. */
export function putTextField(value: Uint8Array, target: Uint8Array, at: number): number {
  target.set(value, putInt32(value.length, target, at));
  return at + FIELD_HEAD + value.length;
}

/**
 * Fields of type text from those of a flawless CSV record: an unquoted empty one is null, a quoted one the empty string. They
 * take no more than the record's own bytes, and {@link FIELD_HEAD} each.
 */
export function putRecordFields(
  { bytes, start, end }: RawField,
  { quote, delimiter }: Pick<Dialect, 'quote' | 'delimiter'>,
  target: Uint8Array,
  at: number,
): number {
  let i = start;
  let next = at;
  for (;;) {
    const head = next;
    next += FIELD_HEAD;
    let length: number;
    if (i < end && bytes[i] === quote) {
      for (i++; ; i++) {
        const byte = bytes[i]!;
        // Of two quotes the first is a character; one alone ends the field.
        if (byte === quote && (++i >= end || bytes[i] !== quote)) break;
        target[next++] = byte;
      }
      length = next - head - FIELD_HEAD;
    } else {
      for (; i < end; i++) {
        const byte = bytes[i]!;
        if (byte === delimiter) break;
        target[next++] = byte;
      }
      length = next - head - FIELD_HEAD || NULL;
    }
    putInt32(length, target, head);
    if (i >= end) return next;
    i++;
  }
}
