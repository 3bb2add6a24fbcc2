import { WeftError } from '../errors.ts';

const REPLACEMENT = '\ufffd';
/** No UTF-8 text holds this byte, so a record that has it is rejected. */
const INVALID = Buffer.from([0xff]);

/** What a text in UTF-8 may begin with, and then is that, whatever was told. */
export const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

const BYTE_ORDER_MARKS: readonly (readonly [string, Buffer])[] = [
  ['utf-8', UTF8_MARK],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/**
 * The bytes of a text as UTF-8, without a byte order mark. What is invalid in the encoding becomes a byte that no UTF-8
 * has, so that the record which holds it is rejected, and not altered; so does a U+FFFD, which says that an earlier
 * reader found something invalid.
 * @param encoding as told, a label of the WHATWG's Encoding standard; a byte order mark says more than it, as in that standard (§6, BOM
 *   sniffing). Undefined: UTF-8
 * @param where names run and file in messages
 * @throws WeftError `invalid` when there is no such encoding
 */
export async function* decodeText(
  chunks: AsyncGenerator<Buffer>,
  encoding: string | undefined,
  where: string,
): AsyncGenerator<Buffer> {
  const head = await readHead(chunks, Buffer.alloc(0));
  const mark = BYTE_ORDER_MARKS.find(([, bytes]) => startsWith(head, bytes));
  if (encoding !== undefined) decoderOf(encoding, where); // a wrong label is one also where a mark tells
  const decoder = decoderOf(mark?.[0] ?? encoding ?? 'utf-8', where);
  const start = mark ? await withoutMarks(chunks, head, mark[1]) : head;
  try {
    if (decoder.encoding === 'utf-8') {
      if (start.length > 0) yield start;
      yield* chunks;
      return;
    }
    yield transcoded(decoder.decode(start, { stream: true }));
    for await (const chunk of chunks) yield transcoded(decoder.decode(chunk, { stream: true }));
    yield transcoded(decoder.decode());
  } finally {
    await chunks.return(undefined);
  }
}

/** Writers put in series add one each: a second mark is as little a part of the text as the first. */
async function withoutMarks(chunks: AsyncGenerator<Buffer>, head: Buffer, mark: Buffer): Promise<Buffer> {
  let rest = head;
  while (startsWith(rest, mark)) rest = await readHead(chunks, rest.subarray(mark.length));
  return rest;
}

const startsWith = (text: Buffer, bytes: Buffer): boolean => text.subarray(0, bytes.length).equals(bytes);

/** Bytes enough to see a byte order mark, of which some have been read. */
async function readHead(chunks: AsyncGenerator<Buffer>, read: Buffer): Promise<Buffer> {
  let head = read;
  while (head.length < 3) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return head;
}

/** Whether a label of an encoding means UTF-8. */
export const isUtf8Label = (label: string, where: string): boolean => decoderOf(label, where).encoding === 'utf-8';

function decoderOf(encoding: string, where: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { ignoreBOM: true });
  } catch (cause) {
    throw new WeftError(
      'invalid',
      `${where}: there is no encoding "${encoding}"`,
      'Give a name such as utf-8, utf-16le, windows-1252, iso-8859-1, shift_jis.',
      { cause },
    );
  }
}

function transcoded(text: string): Buffer {
  if (!text.includes(REPLACEMENT)) return Buffer.from(text);
  return Buffer.concat(
    text.split(REPLACEMENT).flatMap((part, i) => (i === 0 ? [Buffer.from(part)] : [INVALID, Buffer.from(part)])),
  );
}
