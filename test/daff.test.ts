import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import daff from 'daff';
import { type Database, fileInput, getTenant, readChanges, runSync } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { sharedData } from './support/shared-data.ts';
import { type Delivery, StreamModel } from './support/stream-model.ts';

const { dir: DIR, withData } = sharedData('sync/s-and-p-500');
const KEY = 'Symbol';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

withData(
  'what each of 190 real extracts changed is what daff, a library for comparing tables, says',
  async () => {
    const name = uniqueTenant();
    const model = new StreamModel([KEY]);
    let before = tableOf(model);
    let cursor = 0;
    let told = 0;
    for (const file of (await readdir(DIR)).filter((each) => each.endsWith('.csv')).sort()) {
      const path = join(DIR, file);
      await runSync(db, {
        tenant: name,
        integration: 'index',
        stream: 'Constituent',
        input: await fileInput(path),
        settings: { key: [KEY], kind: 'full', merge: 'patch', deleteLimit: { type: 'none' } },
      });
      model.deliver(readExtract(path));
      const after = tableOf(model);

      const page = await readChanges(db, await getTenant(db, name), { after: cursor, limit: 2000 });
      const found = page.changes.map(({ op, key, changed }) => [key, op, op === 'updated' ? changed.toSorted() : []]);
      const expected = compare(widened(before, after), after);

      expect({ file, changes: found.toSorted() }).toEqual({ file, changes: expected.toSorted() });
      before = after;
      cursor = page.next;
      told += expected.length;
    }
    // 862 created, 2,960 updated, 359 deleted: daff had something to say.
    expect(told).toBe(862 + 2960 + 359);
  },
  120_000,
);

type Table = (string | null)[][];

/** The extract as a delivery; csv-parse says which rows have too few or too many fields. */
function readExtract(path: string): Delivery {
  const [header, ...rows] = parse(readFileSync(path), {
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  }) as [string[], ...Table];
  const malformed = rows.flatMap((row, i) => (row.length === header.length ? [] : [i]));
  return { header, rows, malformed, kind: 'full', merge: 'patch', ignore: [], drop: [], deletedWhen: {} };
}

/** The records of a stream as a table with a header. */
function tableOf(model: StreamModel): Table {
  const records = [...model.state().values()];
  const header = Object.keys(records[0] ?? { [KEY]: null });
  return [header, ...records.map((record) => header.map((column) => record[column] ?? null))];
}

/** A table with null in the columns that only another one has. New columns are at the end. */
function widened([header, ...rows]: Table, [wider]: Table): Table {
  expect(wider!.slice(0, header!.length)).toEqual(header);
  return [wider!, ...rows.map((row) => wider!.map((_, i) => row[i] ?? null))];
}

/** What differs between two tables of the same columns, by daff: key, kind of change, columns that were updated. */
function compare(before: Table, after: Table): [key: string, op: string, changed: string[]][] {
  const flags = new daff.CompareFlags();
  flags.addPrimaryKey(KEY);
  flags.ordered = false;
  flags.show_unchanged_columns = true;
  flags.always_show_header = true;
  flags.unchanged_context = 0;
  const alignment = daff.compareTables(new daff.TableView(before), new daff.TableView(after), flags).align();
  const output: Table = [];
  new daff.TableDiff(alignment, flags).hilite(new daff.TableView(output));
  // Each row starts with its kind; `->`, longer where a value has it too, stands between an old and a new value.
  const header = output.find(([tag]) => tag === '@@')!.slice(1) as string[];
  const key = header.indexOf(KEY);
  return output.flatMap(([tag, ...cells]) => {
    if (tag === '+++') return [[cells[key]!, 'created', []]];
    if (tag === '---') return [[cells[key]!, 'deleted', []]];
    if (!tag || !/^-+>$/.test(tag)) return [];
    return [[cells[key]!, 'updated', header.filter((_, i) => cells[i]?.includes(tag)).toSorted()]];
  });
}
