import fc from 'fast-check';
import type { ModelScope } from './model-values.ts';
import type { Delivery } from './stream-model.ts';

const NAMES = ['Name', 'Phone "x"', 'note, long', 'IsDeleted', '_key', 'key', 'op', 'x'.repeat(70), 'Date', 'Version'];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'true', 'NA', 'null', '001', '9007199254740993') },
  { weight: 2, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '"', 'a,b', 'two\nlines', 'cr\r\nlf', "it's", '\\N', '\\.', 'ünï', '😀'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replaceAll('\0', '')) },
);
const keyValue = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('1', '2', '3', '01', 'x"y', 'k,6', '\uffee', '😀') },
  { weight: 1, arbitrary: fc.constant(null) },
);

const dateValue = fc.constantFrom(
  '2025-05-01',
  '2025-05-03',
  '2025-05-02T10:00:00Z',
  '2025-05-03T07:30:00',
  '9',
  '10.5',
  'Total',
  null,
);
const versionValue = fc.constantFrom(
  ...['1', '2', '10', 'b', '2025-01-01T00:00:00+01:00', '2024-12-31T23:30:00Z', '2025-01-01', null],
);
const valuesOf = (name: string) => (name === 'Date' ? dateValue : name === 'Version' ? versionValue : value);

const scope = fc.constantFrom<(ModelScope | undefined)[]>(
  ...[undefined, undefined],
  { column: 'Date', from: '2025-05-02' },
  { column: 'Date', from: '2025-05-01', to: '2025-05-03' },
  { column: 'Date', from: '2025-05-02T09:00:00Z', to: '2025-05-03T07:30:00Z' },
  { column: 'Date', to: '9.50' },
  { column: 'Date', from: 'T' },
  { column: 'Date', value: '2025-05-01' },
  { column: 'Date', found: true },
);

/** Deliveries of one stream: any columns in any order, keys that repeat, malformed rows. */
const delivery = (key: string[]): fc.Arbitrary<Delivery> =>
  fc
    .subarray(NAMES, { minLength: key.length === 0 ? 1 : 0 })
    .chain((names) =>
      fc.shuffledSubarray([...key, ...names], { minLength: key.length + names.length }).chain((header) =>
        fc.record({
          header: fc.constant(header),
          rows: fc.array(fc.tuple(...header.map((name) => (key.includes(name) ? keyValue : valuesOf(name)))), {
            maxLength: 7,
          }),
          malformed: fc.array(fc.nat(9), { maxLength: 1 }),
          kind: fc.constantFrom('full' as const, 'incremental' as const),
          merge: fc.constantFrom('patch' as const, 'fill' as const, 'replace' as const, 'append' as const),
          ignore: fc.constantFrom<string[][]>([], ['Name']),
          drop: fc.constantFrom<string[][]>([], [], ['note, long', 'Phone "x"']),
          deletedWhen: fc.constantFrom<Record<string, string>[]>({}, { IsDeleted: 'True' }),
          scope,
          version: fc.constantFrom(undefined, 'Version'),
          contract: fc.constantFrom(
            'evolve' as const,
            'evolve' as const,
            'discard_column' as const,
            'reject_row' as const,
          ),
          days: fc.constantFrom<string[][]>([], [], ['Date']),
        }),
      ),
    )
    .chain(inSomeForm(key))
    .map(withoutContradictions(key));

/** In a form whose records name their own fields, some of them lack some. */
const inSomeForm =
  (key: string[]) =>
  (each: Delivery): fc.Arbitrary<Delivery> =>
    fc
      .constantFrom('csv' as const, 'csv' as const, 'jsonl' as const, 'json' as const)
      .chain((form): fc.Arbitrary<Delivery> => {
        if (form === 'csv') return fc.constant({ ...each, form });
        const cell = fc.nat(3);
        const lacking = fc.tuple(...each.rows.map(() => fc.tuple(...each.header.map(() => cell))));
        return lacking.map((lacks) => ({
          ...each,
          form,
          rows: each.rows.map((row, i) =>
            row.map((value, j) => (lacks[i]![j] === 0 && !key.includes(each.header[j]!) ? undefined : value)),
          ),
        }));
      });

/** Whether a record that is not rejected has the column. */
const isMentioned = ({ header, rows, malformed }: Delivery, key: string[], name: string): boolean =>
  rows.some(
    (row, i) =>
      !malformed.includes(i) &&
      row[header.indexOf(name)] !== undefined &&
      key.every((column) => row[header.indexOf(column)] != null),
  );

/** A version needs a key to be one of; what is appended is nothing complete; the scope's column has to be there. */
const withoutContradictions =
  (key: string[]) =>
  (each: Delivery): Delivery => ({
    ...each,
    kind: each.merge === 'append' ? 'incremental' : each.kind,
    version: each.merge === 'append' || key.length === 0 ? undefined : each.version,
    scope:
      each.header.includes('Date') && (each.form === 'csv' || isMentioned(each, key, 'Date')) ? each.scope : undefined,
  });

/** Records that no other row has the key of, so many that they travel by COPY or are loaded straight away. */
export const withFiller = (each: Delivery): Delivery => {
  const filler = Array.from({ length: 2100 }, (_, i) =>
    each.header.map((name) =>
      ['Id', 'Line', 'Name'].includes(name) ? `f${i}` : each.form === 'csv' ? null : undefined,
    ),
  );
  // So many rejects would fail the run.
  const contract = each.contract === 'reject_row' ? 'discard_column' : each.contract;
  return {
    ...each,
    contract,
    rows: [...filler, ...each.rows],
    malformed: each.malformed.map((at) => at + filler.length),
  };
};

/** A series in which deliveries also come again, as real syncs do. */
export const series = (key: string[]) =>
  fc
    .array(fc.tuple(delivery(key), fc.nat(9)), { minLength: 1, maxLength: 6 })
    .map((drawn) =>
      drawn.flatMap(([each, again]) => (again < 3 ? [each, each] : again < 5 ? [each, drawn[0]![0]] : [each])),
    );
