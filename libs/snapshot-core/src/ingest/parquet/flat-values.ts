import type { DecodedArray, PageHeader, ParquetType } from 'hyparquet';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';

/** Values of a page or of a dictionary, each made when it is asked for. */
export interface Values {
  length: number;
  at(i: number): unknown;
}

export const valuesOf = (array: DecodedArray): Values => ({ length: array.length, at: (i) => array[i] as unknown });

/**
 * The byte arrays of a dictionary, in the page that they lie in: an object for each of them would take three times the
 * memory (a column of 100,000 texts: 10 MB).
 * @throws Error when the page ends before
 */
export function packedValues(page: Buffer, count: number): Values {
  const starts = new Uint32Array(count + 1);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const length = page.readUInt32LE(at);
    starts[i] = at + 4;
    at += 4 + length;
  }
  if (at > page.length) throw new Error('a dictionary ends within a value');
  starts[count] = at + 4;
  return { length: count, at: (i) => page.subarray(starts[i], starts[i + 1]! - 4) };
}

/** Bytes of a value, and how it is read. */
const NUMBERS: Partial<Record<ParquetType, { width: number; read: (page: Buffer, at: number) => number | bigint }>> = {
  INT32: { width: 4, read: (page, at) => page.readInt32LE(at) },
  INT64: { width: 8, read: (page, at) => page.readBigInt64LE(at) },
  FLOAT: { width: 4, read: (page, at) => page.readFloatLE(at) },
  DOUBLE: { width: 8, read: (page, at) => page.readDoubleLE(at) },
};

/** Whether values of this type that stand in a page are read here; the library reads the others. */
export const standsPlain = (type: ParquetType): boolean => type === 'BYTE_ARRAY' || NUMBERS[type] !== undefined;

function plainValues(type: ParquetType, page: Buffer, count: number): Values {
  const number = NUMBERS[type];
  if (!number) return packedValues(page, count);
  const { width, read } = number;
  if (count * width > page.length) throw new Error('a page ends within its values');
  return { length: count, at: (i) => read(page, i * width) };
}

/**
 * The values of a flat column's page that is encoded by dictionary, or plain: by where they lie, since such a page
 * may hold a million values, and an object or even a pointer for each would be most of the memory.
 * @param dictionary undefined where values of the type stand in the page
 * @param optional whether the column may have nulls
 * @param page unpacked, and checked by `checkPage`
 */
export function flatValues(
  { data_page_header: v1, data_page_header_v2: v2 }: PageHeader,
  page: Buffer,
  { dictionary, type }: { dictionary: Values | undefined; type: ParquetType },
  optional: boolean,
): Values {
  const count = (v1 ?? v2)!.num_values;
  const reader = { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 };
  const present = new Uint8Array(count).fill(1);
  // Of the second version the lengths are in the header, and a page without nulls may leave the levels out.
  const levels = v2?.definition_levels_byte_length;
  if (optional && levels !== 0) readRleBitPackedHybrid(reader, 1, present, levels);
  if (v2) reader.offset = v2.definition_levels_byte_length + v2.repetition_levels_byte_length;
  const filled = present.reduce((sum, each) => sum + each, 0);
  const read =
    dictionary === undefined
      ? plainValues(type, page.subarray(reader.offset), filled)
      : placesIn(dictionary, reader, filled);
  let place = 0;
  let next = 0;
  return {
    length: count,
    // Asked for in order: where a value stands depends on how many nulls are before it.
    at: (i) => {
      for (; next < i; next++) place += present[next]!;
      return present[i] === 0 ? null : read.at(place);
    },
  };
}

function placesIn(dictionary: Values, reader: { view: DataView; offset: number }, count: number): Values {
  const places = new (dictionary.length < 256 ? Uint8Array : dictionary.length < 65_536 ? Uint16Array : Uint32Array)(
    count,
  );
  const width = count > 0 ? reader.view.getUint8(reader.offset++) : 0;
  // The library's types leave out 16 bits; it only ever writes by index.
  const output = places as Uint32Array;
  if (width > 0) readRleBitPackedHybrid(reader, width, output, reader.view.byteLength - reader.offset);
  return {
    length: count,
    at: (i) => {
      const place = places[i]!;
      if (place >= dictionary.length) throw new Error('a value is not in its dictionary');
      return dictionary.at(place);
    },
  };
}
