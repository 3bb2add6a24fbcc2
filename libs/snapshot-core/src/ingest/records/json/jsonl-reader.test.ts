import fc from 'fast-check';
import { ByteSource } from '../../byte-source.ts';
import { JsonlReader } from './jsonl-reader.ts';

/** Lines and texts of the records of a JSONL file that comes in pieces of `size` bytes. */
async function read(bytes: Buffer, size = bytes.length || 1): Promise<[number, string][]> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
  }
  const input = { name: 'x.jsonl', open: () => null as never, size: null };
  const reader = await JsonlReader.open({ input, source: new ByteSource(pieces()), where: 'x' });
  const found: [number, string][] = [];
  for await (const batch of reader.read()) {
    for (const record of batch) found.push([record.line, Buffer.from(record.bytes).toString()]);
  }
  return found;
}

test('each line that is not blank is a record, whatever pieces it comes in', async () => {
  const line = fc.constantFrom('', ' ', '{}', '{"a":"é😀"}', '  {"b":1} ', 'x');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 6 }),
      fc.integer({ min: 1, max: 7 }),
      fc.boolean(),
      async (lines, size, ends) => {
        const text = lines.map(([content, end]) => content + end).join('');
        const whole = ends ? text : text.replace(/\r?\n$/, '');
        const expected = lines.flatMap(([content], i) => (content.trim() === '' ? [] : [[i + 1, content]]));
        expect(await read(Buffer.from(whole), size)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test('a file of more than one batch is read whole', async () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => `{"Id":${i}}`);
  const found = await read(Buffer.from(lines.join('\n')), 1000);
  expect(found).toEqual(lines.map((line, i) => [i + 1, line]));
});
