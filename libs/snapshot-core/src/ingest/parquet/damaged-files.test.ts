import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { fileOf, parquet, readAll } from '../../../../../test/support/parquet.ts';

describe('what is no whole Parquet file', () => {
  const good = () =>
    parquet({
      columnData: [
        { name: 'Id', data: Array.from({ length: 400 }, (_, i) => `id ${i % 40} and so on`), type: 'STRING' },
        { name: 'n', data: Array.from({ length: 400 }, (_, i) => BigInt(i)), type: 'INT64' },
      ],
      pageSize: 500,
      rowGroupSize: 150,
    });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a CSV', Buffer.from('Id,Name\n1,a\n')],
    ['a start without an end', good().subarray(0, 900)],
    ['an end without a start', good().subarray(900)],
  ])('%s is refused by name', async (_, bytes) => {
    const input = await fileOf(bytes);
    await expect(readAll(input)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/^run 1 of acme\/crm\.Account: .*\.parquet cannot be read as Parquet: /),
    });
  });

  test('an encrypted file is refused as such', async () => {
    const input = await fileOf(Buffer.concat([good().subarray(0, -4), Buffer.from('PARE')]));
    await expect(readAll(input)).rejects.toThrow(/it is encrypted/);
  });

  test('damage anywhere ends in rows or in a named error', async () => {
    const bytes = good();
    const damage = fc.array(fc.tuple(fc.integer({ min: 0, max: bytes.length - 5 }), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (places) => {
        const broken = Buffer.from(bytes);
        for (const [at, byte] of places) broken[at] = byte;
        try {
          const { rows } = await readAll(await fileOf(broken));
          expect(rows.length).toBeLessThanOrEqual(100_000);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_input' });
        }
      }),
      // The last byte makes a text of a column of numbers.
      { numRuns: 300, examples: [[[[3225, 81]]]] },
    );
  });
});

test('what is packed, or comes without a file, is kept in a temporary file', async () => {
  const bytes = parquet({ columnData: [{ name: 'Id', data: ['1'], type: 'STRING' }] });
  const packed = await fileOf(gzipSync(bytes));
  const streamed = { name: 'http', size: null, open: () => Readable.from([Buffer.from(bytes)]) };
  for (const input of [packed, { ...packed, open: () => Readable.from([gzipSync(bytes)]) }, streamed]) {
    expect((await readAll(input)).rows).toEqual([{ values: { Id: '1' }, json: '{"Id":"1"}' }]);
  }
});
