import fc from 'fast-check';
import type { SchemaElement } from 'hyparquet';
import { batchesOf, fileOf, parquet, readAll, writeAndRead } from '../../../../../test/support/parquet.ts';

/** A file of one column with this schema element, read back as texts. */
async function column(element: Partial<SchemaElement>, data: unknown[]): Promise<(string | null)[]> {
  const schema = [
    { name: 'root', num_children: 1 },
    { name: 'x', repetition_type: 'OPTIONAL', ...element } as SchemaElement,
  ];
  const { rows } = await writeAndRead({ columnData: [{ name: 'x', data: data as never }], schema });
  return rows.map(({ values }) => values.x!);
}

describe('texts without loss', () => {
  test('integers beyond 2^53, signed and unsigned', async () => {
    expect(await column({ type: 'INT64' }, [9007199254740993n, -9223372036854775808n, null])).toEqual([
      '9007199254740993',
      '-9223372036854775808',
      null,
    ]);
    expect(await column({ type: 'INT64', converted_type: 'UINT_64' }, [18446744073709551615n])).toEqual([
      '18446744073709551615',
    ]);
    expect(await column({ type: 'INT32', converted_type: 'UINT_32' }, [4294967295])).toEqual(['4294967295']);
  });

  test('decimals in any physical type', async () => {
    const decimal = { converted_type: 'DECIMAL', precision: 38 } as const;
    const texts = await column({ type: 'INT64', ...decimal, precision: 18, scale: 2 }, [60106838n, -5n, 0n, 1050n]);
    expect(texts).toEqual(['601068.38', '-0.05', '0.00', '10.50']);
    const large = 10n ** 38n - 1n;
    expect(
      await column({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, ...decimal, scale: 10 }, [large, -large]),
    ).toEqual(['9999999999999999999999999999.9999999999', '-9999999999999999999999999999.9999999999']);
    expect(await column({ type: 'INT32', ...decimal, precision: 9, scale: 0 }, [42])).toEqual(['42']);
  });

  test('times with all their digits, and a zone only where there is one', async () => {
    const at = (unit: 'MILLIS' | 'MICROS' | 'NANOS', utc: boolean) =>
      ({ type: 'INT64', logical_type: { type: 'TIMESTAMP', unit, isAdjustedToUTC: utc } }) as const;
    const raw = (element: Partial<SchemaElement>, values: bigint[]) => column(element, values);
    expect(await raw(at('NANOS', true), [1735689600123456789n, -1n])).toEqual([
      '2025-01-01T00:00:00.123456789Z',
      '1969-12-31T23:59:59.999999999Z',
    ]);
    expect(await raw(at('MICROS', false), [1735689600120000n, 1735689600000000n])).toEqual([
      '2025-01-01T00:00:00.12',
      '2025-01-01T00:00:00',
    ]);
    expect(await raw(at('MILLIS', false), [253402300799999n, -62135596800000n])).toEqual([
      '9999-12-31T23:59:59.999',
      '0001-01-01T00:00:00',
    ]);
    expect(await column({ type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, [new Date(5)])).toEqual([
      '1970-01-01T00:00:00.005Z',
    ]);
  });

  test('dates of every day of four hundred years are those of the calendar', async () => {
    // Each leap year and the days around it: every 13th day meets all of them within the era.
    const days = Array.from({ length: 11_238 }, (_, i) => i * 13 - 73_000);
    const texts = await column({ type: 'INT32', converted_type: 'DATE' }, days as never);
    expect(texts).toEqual(days.map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)));
  });

  test('numbers, texts and bytes', async () => {
    expect(await column({ type: 'FLOAT' }, [0.1, 16777216, NaN, Infinity])).toEqual([
      '0.1',
      '16777216',
      'NaN',
      'Infinity',
    ]);
    expect(await column({ type: 'DOUBLE' }, [0.1, -0, 1e21, 5e-324])).toEqual(['0.1', '-0', '1e+21', '5e-324']);
    expect(await column({ type: 'BOOLEAN' }, [true, null, false])).toEqual(['true', null, 'false']);
    expect(await column({ type: 'BYTE_ARRAY', converted_type: 'UTF8' }, ['', 'Zoë', null])).toEqual(['', 'Zoë', null]);
    expect(await column({ type: 'BYTE_ARRAY' }, [Buffer.from('plain'), Buffer.from([0xff, 0])])).toEqual([
      'plain',
      '/wA=',
    ]);
    const uuid = Buffer.from('0123456789abcdef0123456789abcdef', 'hex');
    const element = { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } } as const;
    expect(await column(element, [uuid])).toEqual(['01234567-89ab-cdef-0123-456789abcdef']);
  });

  test('a text that is not UTF-8 rejects its record, and the rest of it can be read', async () => {
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 2 },
      { name: 'Id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'Name', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    ];
    const file = parquet({
      columnData: [
        { name: 'Id', data: ['1', '2'] },
        { name: 'Name', data: ['fine', 'BROKEN'] },
      ],
      schema,
      codec: 'UNCOMPRESSED',
      statistics: false,
    });
    const broken = Buffer.from(file);
    broken[broken.indexOf('BROKEN')] = 0xff;
    const { rows } = await readAll(await fileOf(broken));
    expect(rows[0]).toMatchObject({ values: { Id: '1', Name: 'fine' } });
    expect(rows[1]).toMatchObject({
      values: { Id: '2' },
      flaw: 'the value of "Name" cannot be read: a text is not UTF-8',
    });
  });
});

describe('nested values are JSON', () => {
  const leaf = (name: string, more: Partial<SchemaElement> = {}): SchemaElement => ({
    name,
    type: 'BYTE_ARRAY',
    converted_type: 'UTF8',
    repetition_type: 'OPTIONAL',
    ...more,
  });
  const group = (name: string, children: number, more: Partial<SchemaElement> = {}): SchemaElement => ({
    name,
    num_children: children,
    repetition_type: 'OPTIONAL',
    ...more,
  });

  async function nested(schema: SchemaElement[], data: unknown[], pageSize?: number): Promise<(string | null)[]> {
    const { rows, declared } = await writeAndRead({
      columnData: [{ name: 'x', data: data as never }],
      schema: [{ name: 'root', num_children: 1 }, ...schema],
      pageSize,
    });
    expect(declared.columns).toEqual([{ name: 'x', type: 'json' }]);
    return rows.map(({ values }) => values.x!);
  }

  test('lists of integers beyond 2^53', async () => {
    const schema = [
      group('x', 1, { converted_type: 'LIST' }),
      group('list', 1, { repetition_type: 'REPEATED' }),
      leaf('element', { type: 'INT64', converted_type: undefined }),
    ];
    const data = [[9007199254740993n, null], [], null, [1n]];
    expect(await nested(schema, data)).toEqual(['[9007199254740993,null]', '[]', null, '[1]']);
  });

  test('structs with decimals and times', async () => {
    const schema = [
      group('x', 2),
      leaf('amount', { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 2 }),
      leaf('city "a"'),
    ];
    const data = [{ amount: 1050n, 'city "a"': 'Köln' }, { amount: null, 'city "a"': null }, null];
    expect(await nested(schema, data)).toEqual([
      '{"amount":10.50,"city \\"a\\"":"Köln"}',
      '{"amount":null,"city \\"a\\"":null}',
      null,
    ]);
  });

  test('maps, also of keys that are no texts', async () => {
    const schema = [
      group('x', 1, { converted_type: 'MAP' }),
      group('key_value', 2, { repetition_type: 'REPEATED' }),
      leaf('key', { repetition_type: 'REQUIRED' }),
      leaf('value', { type: 'DOUBLE', converted_type: undefined }),
    ];
    const data = [{ a: 1.5, b: null }, {}, null];
    expect(await nested(schema, data)).toEqual(['{"a":1.5,"b":null}', '{}', null]);
  });

  test('lists of structs that go over many pages', async () => {
    const schema = [
      group('x', 1, { converted_type: 'LIST' }),
      group('list', 1, { repetition_type: 'REPEATED' }),
      group('element', 2),
      leaf('a', { type: 'INT32', converted_type: undefined }),
      leaf('b'),
    ];
    const data = Array.from({ length: 500 }, (_, i) =>
      i % 7 === 0 ? null : Array.from({ length: i % 5 }, (__, j) => (j === 3 ? null : { a: i * j, b: `${i}.${j}` })),
    );
    expect(await nested(schema, data, 64)).toEqual(data.map((each) => each && JSON.stringify(each)));
  });
});

test('a record is a JSON line of its fields, and its schema names key and types', async () => {
  const { rows, declared } = await writeAndRead({
    columnData: [
      { name: 'Id', data: [1n, 2n], type: 'INT64' },
      { name: 'Name', data: ['A', null], type: 'STRING' },
      { name: 'Rate', data: [NaN, 0.5], type: 'DOUBLE' },
    ],
    kvMetadata: [{ key: 'key_properties', value: "['Id']" }],
  });
  expect(declared.key).toEqual(['Id']);
  expect(declared.columns).toEqual([
    { name: 'Id', type: 'integer' },
    { name: 'Name', type: 'string' },
    { name: 'Rate', type: 'number' },
  ]);
  expect(rows.map(({ json }) => json)).toEqual(['{"Id":1,"Name":"A","Rate":"NaN"}', '{"Id":2,"Name":null,"Rate":0.5}']);
});

test('any columns in any page and row group size read back as written', async () => {
  const value = {
    STRING: fc.string({ unit: 'grapheme' }),
    INT64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    INT32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    DOUBLE: fc.double({ noNaN: true, noDefaultInfinity: true }),
    BOOLEAN: fc.boolean(),
  };
  const column = (rows: number) =>
    fc.constantFrom(...(Object.keys(value) as (keyof typeof value)[])).chain((type) =>
      fc.tuple(
        fc.constant(type),
        fc.array(fc.option<unknown>(value[type] as fc.Arbitrary<unknown>, { freq: 4 }), {
          minLength: rows,
          maxLength: rows,
        }),
      ),
    );
  const file = fc.integer({ min: 1, max: 300 }).chain((rows) =>
    fc.record({
      columns: fc.array(column(rows), { minLength: 1, maxLength: 4 }),
      pageSize: fc.constantFrom(16, 200, 1 << 20),
      rowGroupSize: fc.integer({ min: 1, max: 300 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(file, async ({ columns, pageSize, rowGroupSize }) => {
      const columnData = columns.map(([type, data], i) => ({ name: `c${i}`, type, data: data as never }));
      const { rows } = await writeAndRead({ columnData, pageSize, rowGroupSize });
      const text = (each: unknown) => (each === null ? null : Object.is(each, -0) ? '-0' : String(each));
      const expected = columns[0]![1].map((_, row) =>
        Object.fromEntries(columns.map(([, data], i) => [`c${i}`, text(data[row])])),
      );
      expect(rows.map(({ values }) => values)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test.each([16, 200, 1 << 20])(
  'rows of many batches are written into the same memory, with pages of %d bytes',
  async (pageSize) => {
    const value = (row: number, i: number) => ((row + i) % 5 === 0 ? null : `${'"'.repeat(row % 3)}${row * 31 + i}`);
    const rows = Array.from({ length: 700 }, (_, row) => row);
    const columnData = Array.from({ length: 40 }, (_, i) => ({
      name: `c${i}`,
      type: 'STRING' as const,
      data: rows.map((row) => value(row, i)),
    }));
    const memory = new Set<ArrayBufferLike>();
    const batches: number[] = [];
    const found: (string | null)[][] = [];
    for await (const batch of batchesOf(await fileOf(parquet({ columnData, pageSize, rowGroupSize: 400 })))) {
      batches.push(batch.length);
      for (const record of batch) {
        memory.add(record.bytes.buffer);
        found.push([...record.parse().values]);
      }
    }
    expect(found).toEqual(rows.map((row) => columnData.map((_, i) => value(row, i))));
    expect(batches.length).toBeGreaterThan(10);
    expect(memory.size).toBe(1);
  },
);
