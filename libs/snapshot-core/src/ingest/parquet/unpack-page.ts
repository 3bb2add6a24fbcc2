import type { ColumnMetaData, Compressors, PageHeader } from 'hyparquet';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { checkPage, checkPageV2, type Depth } from './check-page.ts';

/**
 * Unpacks a page and looks whether it can be decoded.
 * @returns the page as one that was never packed
 * @throws Error when it cannot
 */
export function unpackPage(
  header: PageHeader,
  bytes: Buffer,
  codec: ColumnMetaData['codec'],
  compressors: Compressors,
  depth: Depth,
): { header: PageHeader; page: Buffer } {
  const v2 = header.data_page_header_v2;
  const levels = v2 ? v2.repetition_levels_byte_length + v2.definition_levels_byte_length : 0;
  if (!(levels >= 0 && levels <= bytes.length)) throw new Error('a page ends within its levels');
  const packed = codec !== 'UNCOMPRESSED' && v2?.is_compressed !== false;
  const unpacked = packed
    ? decompressPage(bytes.subarray(levels), header.uncompressed_page_size - levels, codec, compressors)
    : bytes.subarray(levels);
  const values = Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.byteLength);
  if (v2) checkPageV2(bytes.subarray(0, levels), values, v2, depth);
  else if (header.data_page_header) checkPage(values, header.data_page_header, depth);
  const page = v2 && packed ? Buffer.concat([bytes.subarray(0, levels), values]) : v2 ? bytes : values;
  const size = { compressed_page_size: page.length, uncompressed_page_size: page.length };
  return {
    header: { ...header, ...size, data_page_header_v2: v2 && { ...v2, is_compressed: false } },
    page,
  };
}
