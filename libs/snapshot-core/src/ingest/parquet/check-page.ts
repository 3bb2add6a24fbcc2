import type { DataPageHeader, DataPageHeaderV2 } from './hyparquet-types.ts';

/** How deep the values of a column lie. */
export interface Depth {
  repetition: number;
  definition: number;
}

/**
 * Checks the run lengths of a page before the library decodes them: it fills arrays by what a run says of its length, so that one flipped bit would
 * take minutes and all memory.
 * @throws Error when a run is longer than the page has values
 */
export function checkPage(page: Buffer, { num_values: values, encoding }: DataPageHeader, depth: Depth): void {
  let at = 0;
  for (const level of [depth.repetition, depth.definition]) {
    if (level === 0) continue;
    const length = page.readUInt32LE(at);
    checkRuns(page, at + 4, at + 4 + length, bitWidth(level), values);
    at += 4 + length;
  }
  checkValues(page, at, values, encoding);
}

/** The same for a page of the second version: its levels are never compressed. */
export function checkPageV2(levels: Buffer, page: Buffer, header: DataPageHeaderV2, depth: Depth): void {
  const { num_values: values, num_nulls: nulls, repetition_levels_byte_length: split, encoding } = header;
  if (!(nulls >= 0 && nulls <= values)) throw new Error('a page has more nulls than values');
  if (depth.repetition > 0) checkRuns(levels, 0, split, bitWidth(depth.repetition), values);
  if (depth.definition > 0) checkRuns(levels, split, levels.length, bitWidth(depth.definition), values);
  checkValues(page, 0, values, encoding);
}

function checkValues(page: Buffer, at: number, values: number, encoding: string): void {
  if (encoding === 'RLE') checkRuns(page, at + 4, page.length, 1, values);
  else if (encoding.endsWith('_DICTIONARY') && at < page.length) {
    checkRuns(page, at + 1, page.length, page.readUInt8(at), values);
  }
}

/** @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE */
function checkRuns(page: Buffer, from: number, to: number, width: number, values: number): void {
  if (to > page.length) throw new Error('a page ends within its levels');
  let at = from;
  let seen = 0;
  while (seen < values && at < to) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = page.readUInt8(at++);
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const packed = header % 2 === 1;
    const count = packed ? (header - 1) * 4 : header / 2;
    if (!packed && count > values - seen) throw new Error('a run has more values than its page');
    at += packed ? (count / 8) * width : Math.ceil(width / 8);
    seen += count;
  }
}

const bitWidth = (level: number): number => 32 - Math.clz32(level);
