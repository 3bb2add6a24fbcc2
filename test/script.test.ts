import { type Database, openSnapshots, type ScriptRow, type Snapshots, type UpdateOptions } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';

/*
 * The script functions against what the pandas ones do with the same rows, case by case as established by running those; the
 * second part is where Weft differs on purpose.
 */

let db: Database;
let snapshots: Snapshots;
beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(async () => {
  snapshots = await openSnapshots({ tenant: uniqueTenant(), integration: 'crm', database: db });
});
afterAll(() => db.close());

const key = 'Id';

/** Updates one stream with one batch after the other; what the last update returns is what can be read then. */
async function updated(batches: ScriptRow[][], options: Partial<UpdateOptions> = {}) {
  let returned;
  for (const [i, rows] of batches.entries()) {
    const last = i === batches.length - 1;
    returned = await snapshots.updateSnapshot('Account', rows, last ? { key, ...options } : { key });
  }
  expect(await snapshots.getSnapshot('Account')).toEqual(returned);
  return returned;
}

describe('as the pandas functions', () => {
  const same: [what: string, batches: ScriptRow[][], options: Partial<UpdateOptions>, result: ScriptRow[]][] = [
    [
      'rows are merged by key',
      [
        [
          { Id: '1', Name: 'a' },
          { Id: '2', Name: 'b' },
        ],
        [
          { Id: '2', Name: 'B' },
          { Id: '3', Name: 'c' },
        ],
      ],
      {},
      [
        { Id: '1', Name: 'a' },
        { Id: '2', Name: 'B' },
        { Id: '3', Name: 'c' },
      ],
    ],
    [
      'a null never blanks',
      [[{ Id: '1', Name: 'a', Ph: 'x' }], [{ Id: '1', Name: null, Ph: 'y' }]],
      {},
      [{ Id: '1', Name: 'a', Ph: 'y' }],
    ],
    [
      'a column that is absent keeps its values, and is null in new records',
      [
        [{ Id: '1', Name: 'a', Ph: 'x' }],
        [
          { Id: '1', Ph: 'y' },
          { Id: '2', Ph: 'z' },
        ],
      ],
      {},
      [
        { Id: '1', Name: 'a', Ph: 'y' },
        { Id: '2', Name: null, Ph: 'z' },
      ],
    ],
    [
      'a new column is null in old records',
      [[{ Id: '1', Name: 'a' }], [{ Id: '2', Name: 'b', New: 'n' }]],
      {},
      [
        { Id: '1', Name: 'a', New: null },
        { Id: '2', Name: 'b', New: 'n' },
      ],
    ],
    [
      'of duplicates in one batch the last one counts',
      [
        [
          { Id: '1', Name: 'a' },
          { Id: '1', Name: 'b' },
        ],
      ],
      {},
      [{ Id: '1', Name: 'b' }],
    ],
    [
      'override replaces everything',
      [[{ Id: '1', Name: 'a' }], [{ Id: '2', Name: 'b' }]],
      { override: true },
      [{ Id: '2', Name: 'b' }],
    ],
    ['no rows change nothing', [[{ Id: '1', Name: 'a' }], []], {}, [{ Id: '1', Name: 'a' }]],
    ['override with no rows empties', [[{ Id: '1', Name: 'a' }], []], { override: true }, []],
  ];

  test.each(same)('%s', async (_what, batches, options, result) => {
    expect(await updated(batches, options)).toEqual(result);
  });

  test.each(same)('%s; told by persist: false, nothing is written', async (_what, batches, options, result) => {
    for (const rows of batches.slice(0, -1)) await snapshots.updateSnapshot('Account', rows, { key });
    const before = await snapshots.getSnapshot('Account');

    const computed = await snapshots.updateSnapshot('Account', batches.at(-1)!, { key, ...options, persist: false });

    expect(computed).toEqual(result);
    expect(await snapshots.getSnapshot('Account')).toEqual(before);
  });

  test('without a snapshot there is none to get', async () => {
    expect(await snapshots.getSnapshot('Account')).toBeNull();
    await snapshots.updateSnapshot('Account', [{ Id: '1' }], { key, persist: false });
    expect(await snapshots.getSnapshot('Account')).toBeNull();
  });

  test('a key of several columns', async () => {
    const [one, two] = [
      { Id: '1', Line: '1', Sum: '5' },
      { Id: '1', Line: '2', Sum: '7' },
    ];
    const lines = { key: ['Id', 'Line'] };
    await snapshots.updateSnapshot('Line', [one, two], lines);

    expect(await snapshots.updateSnapshot('Line', [{ ...two, Sum: '8' }], lines)).toEqual([one, { ...two, Sum: '8' }]);
  });

  test.each([true, false])(
    'dropColumn takes a column out of the result, old data too (persist: %s)',
    async (persist) => {
      await snapshots.updateSnapshot('Account', [{ Id: '1', Name: 'a', Secret: 's', Pin: '7' }], { key });
      const drop = { key, dropColumn: ['Secret', 'Pin', 'NotThere'], persist };

      const result = await snapshots.updateSnapshot('Account', [{ Id: '2', Name: 'b', Secret: 't' }], drop);

      expect(result).toEqual([
        { Id: '1', Name: 'a' },
        { Id: '2', Name: 'b' },
      ]);
      const kept = await snapshots.getSnapshot('Account');
      expect(kept).toEqual(persist ? result : [{ Id: '1', Name: 'a', Secret: 's', Pin: '7' }]);
    },
  );
});

describe('where Weft differs on purpose', () => {
  test('sortColumns sorts, by number where all values are numbers, nulls last', async () => {
    const rows = [
      { Id: '1', Name: 'b', Sum: '10' },
      { Id: '2', Name: 'a', Sum: '9' },
      { Id: '3', Name: 'a', Sum: null },
    ];
    const sorted = async (sortColumns: string | string[]) =>
      (await snapshots.updateSnapshot('Account', rows, { key, sortColumns })).map((row) => row['Id']);

    expect(await sorted('Sum')).toEqual(['2', '1', '3']);
    expect(await sorted(['Name', 'Sum'])).toEqual(['2', '3', '1']);
    await expect(sorted('Nmae')).rejects.toMatchObject({ code: 'invalid' });
  });

  test('a key keeps its zeros, and 1 and "1" are one key', async () => {
    const result = await updated([
      [
        { Id: '001', Name: 'a' },
        { Id: 1, Name: 'b' },
      ],
      [
        { Id: '001', Name: 'A' },
        { Id: '1', Name: 'B' },
      ],
    ]);

    expect(result).toEqual([
      { Id: '001', Name: 'A' },
      { Id: '1', Name: 'B' },
    ]);
  });

  test('no value is altered: NA is text, large integers are exact, an integer beside a null stays one', async () => {
    const row = { Id: '1', a: 'NA', b: 'None', c: 'null', d: '9007199254740993', e: '1', f: '', g: ' "x",\r\n;\ty ' };

    expect(await updated([[row], [{ ...row, Id: '2', e: null }]])).toEqual([row, { ...row, Id: '2', e: null }]);
  });

  test('values of other types are kept as text, NaN as null', async () => {
    const [row] = (await updated([
      [{ Id: 1n, a: 1.5, b: true, c: new Date(0), d: { x: [1] }, e: undefined, f: NaN, g: 9007199254740993n }],
    ]))!;

    expect(row).toEqual({
      ...{ Id: '1', a: '1.5', b: 'true', c: '1970-01-01T00:00:00.000Z', d: '{"x":[1]}', e: null, f: null },
      g: '9007199254740993',
    });
  });

  test('a null key rejects the row, where pandas piles them up', async () => {
    const rows = [
      { Id: null, Name: 'x' },
      { Id: '1', Name: 'a' },
      { Id: null, Name: 'y' },
    ];
    const line = await snapshots.writeSnapshot('Account', rows, { key });

    expect(line).toMatchObject({ received: 3, created: 1, rejected: 2 });
    expect(await snapshots.getSnapshot('Account')).toEqual([{ Id: '1', Name: 'a' }]);
  });

  test('dropDuplicates: false makes duplicates an error, where pandas fails or keeps both', async () => {
    const rows = [{ Id: '1', Name: 'a' }, { Id: null }, { Id: null }, { Id: 1, Name: 'b' }];

    await expect(snapshots.updateSnapshot('Account', rows, { key, dropDuplicates: false })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await snapshots.getSnapshot('Account')).toBeNull();
    await snapshots.updateSnapshot('Account', rows.slice(0, 1), { key, dropDuplicates: false });
    expect(await snapshots.getSnapshot('Account')).toHaveLength(1);
  });

  test('the key stays what it was, and none of its columns can be dropped', async () => {
    await snapshots.updateSnapshot('Account', [{ Id: '1', Name: 'a' }], { key });

    const another = snapshots.updateSnapshot('Account', [{ Id: '1', Name: 'a' }], { key: 'Name' });
    await expect(another).rejects.toMatchObject({ code: 'conflict' });
    const dropped = snapshots.updateSnapshot('Account', [{ Id: '1' }], { key, dropColumn: 'Id' });
    await expect(dropped).rejects.toMatchObject({ code: 'invalid' });
  });

  test('what no text can hold is an error, not another value', async () => {
    const halfEmoji = '😀'.slice(0, 1);

    for (const Name of [halfEmoji, new Date(NaN)]) {
      const update = snapshots.updateSnapshot('Account', [{ Id: '1', Name }], { key });
      await expect(update).rejects.toMatchObject({ code: 'invalid_input' });
    }
  });
});
