import { WeftError } from '../errors.ts';
import { type Format, formatOfContent } from './formats.ts';

/** So many bytes tell what a file is. */
const HEAD_BYTES = 4096;
/** A few NULs are faults of their records. */
const LEAST_NULS = 32;

/** Files that are often delivered in place of a text, by their first bytes. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['a PNG image', '89504e47'],
  ['a JPEG image', 'ffd8ff'],
  ['a GIF image', '47494638'],
  ['a PDF document', '255044462d'],
  ['an old Excel or other Office document', 'd0cf11e0a1b11ae1'],
  ['an RAR archive', '526172211a07'],
  ['a 7z archive', '377abcaf271c'],
  ['packed by bzip2', '425a68'],
  ['packed by xz', 'fd377a585a00'],
  ['packed by zstd', '28b52ffd'],
  ['packed by gzip twice', '1f8b08'],
  ['an SQLite database', '53514c69746520666f726d6174'],
  ['an Avro file', '4f626a01'],
  ['an ORC file', '4f5243'],
];

/** Hex digits of four bytes. */
const SHORT = 8;
const isLetters = (signature: string): boolean =>
  /^[\x20-\x7e]*$/.test(Buffer.from(signature, 'hex').toString('latin1'));

interface Expected {
  /** As told or as the name says; undefined: as the content says. */
  format: Format | undefined;
  /** Whether the encoding is told. */
  encoded: boolean;
  /** Names run and file in messages. */
  where: string;
}

/**
 * The same bytes, once their start has been looked at: what is certainly no text of its format is named for what it is,
 * rather than rejected record by record.
 * @throws WeftError `invalid_input`
 */
export async function* checkContent(chunks: AsyncGenerator<Buffer>, expected: Expected): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    while (bytes < HEAD_BYTES) {
      const { value, done } = await chunks.next();
      if (done) break;
      pieces.push(value);
      bytes += value.length;
    }
    const what = foreign(Buffer.concat(pieces).subarray(0, HEAD_BYTES), expected);
    if (what) {
      const [is, hint, http] = what;
      throw new WeftError('invalid_input', `${expected.where}: it is ${is}`, hint, { http });
    }
    yield* pieces;
    yield* chunks;
  } finally {
    await chunks.return(undefined);
  }
}

/** What the bytes are instead, and what to do: on the command line, and over HTTP where that is another thing. */
function foreign(head: Buffer, { format, encoded }: Expected): readonly [string, string, string?] | undefined {
  const hex = head.subarray(0, 16).toString('hex');
  // Some signatures are a few letters, with which a header may begin, too (`ORCID,Name`): no text has control characters.
  const isBinary = head.some((byte) => byte < 9);
  const known = SIGNATURES.find(
    ([, signature]) => hex.startsWith(signature) && (isBinary || signature.length > SHORT || !isLetters(signature)),
  );
  if (known) return [`${known[0]}, no text`, 'Deliver CSV, JSON Lines, JSON, Parquet or Singer messages.'];
  if (hex.startsWith('504b0304')) {
    const isSheet = head.includes('xl/') || head.includes('[Content_Types].xml');
    return isSheet
      ? ['an Excel workbook (xlsx), no text', 'Export its sheet as CSV (UTF-8) and deliver that.']
      : ['a zip archive, no text', 'Unpack it and deliver the files in it; a single file may be packed by gzip.'];
  }
  const byContent = formatOfContent(head);
  if (byContent === 'parquet') {
    if (format === undefined) return undefined;
    return ['a Parquet file', 'Deliver it as .parquet, or say --format parquet.', 'Say format=parquet.'];
  }
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^<(?:!doctype|html|head|body|\?xml)\b/i.test(text)) {
    const hint =
      'Most likely the source answered with a page of its own: a login, an error, a proxy. Look at the file.';
    return [/^<\?xml/i.test(text) ? 'an XML document' : 'an HTML page', hint];
  }
  if (!encoded && !hasMark(head)) {
    const wide = wideEncoding(head);
    const told = `Tell its encoding:`;
    if (wide)
      return [`text in ${wide} without a byte order mark`, `${told} --encoding ${wide}.`, `${told} encoding=${wide}.`];
    const nuls = head.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
    if (nuls >= LEAST_NULS && nuls > head.length / 10) {
      return [
        'binary: a tenth of its first bytes are NUL',
        'Deliver CSV, JSON Lines, JSON, Parquet or Singer messages.',
      ];
    }
  }
  if (format === 'csv' && byContent !== 'csv')
    return [`${byContent}, no CSV`, `Name it so, or say --format ${byContent}.`, `Say format=${byContent}.`];
  return undefined;
}

const hasMark = (head: Buffer): boolean => /^(?:fffe|feff)/.test(head.subarray(0, 2).toString('hex'));

/** Of mostly Latin text in UTF-16 every other byte is NUL, and none of the others. */
function wideEncoding(head: Buffer): string | undefined {
  const nuls = [0, 0];
  const even = head.length - (head.length % 2);
  for (let i = 0; i < even; i++) if (head[i] === 0) nuls[i % 2]!++;
  const most = even / 2;
  if (most < 2) return undefined;
  if (nuls[1]! > most * 0.6 && nuls[0] === 0) return 'utf-16le';
  if (nuls[0]! > most * 0.6 && nuls[1] === 0) return 'utf-16be';
  return undefined;
}
