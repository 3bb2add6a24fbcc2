import type { LogicalType } from '../../catalog/stream.entity.ts';
import { type ParsedRecord, RecordFlaw, type RawRecord } from '../records/record-reader.ts';
import type { ParquetColumn, RowSchema } from './columns.ts';
import { type Leaf, type Physical, UnreadableValue } from './leaf-text.ts';
import { leafJson } from './nested-json.ts';
import { writtenRecords, type WrittenRows } from './written-rows.ts';

/** Values of a column's rows: their texts, and as they stand in the record's JSON. */
interface Written {
  texts: (string | null)[];
  json: string[];
  /** Rows whose value is not what the schema says, and why. */
  flaws: Map<number, string>;
}

/**
 * The records of a batch.
 * @param values by column, then row
 * @param first number of the first row
 * @param written what they are written into; the records that it had are gone
 */
export function recordsOf(
  schema: RowSchema,
  values: readonly unknown[][],
  first: number,
  written: WrittenRows,
): RawRecord[] {
  return writtenRecords(written, values, first) ?? parsedRecords(schema, values, first);
}

/** The same, whatever the values are: with the flaws of those that are not what the schema says. */
export function parsedRecords({ names, columns }: RowSchema, values: readonly unknown[][], first: number): RawRecord[] {
  const types = columns.map(({ type }) => type);
  const opened = names.map((name, i) => `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const written = columns.map((column, i) => write(column, values[i]!));
  const rows = values[0]!.length;
  const records: RawRecord[] = [];
  for (let row = 0; row < rows; row++) {
    let text = '';
    for (let i = 0; i < opened.length; i++) text += opened[i]! + written[i]!.json[row]!;
    records.push({
      line: first + row,
      bytes: Buffer.from(`${text}}`),
      parse: () => parsed(names, types, written, row),
    });
  }
  return records;
}

function write(column: ParquetColumn, values: readonly unknown[]): Written {
  const written: Written = { texts: [], json: [], flaws: new Map() };
  values.forEach((value, row) => {
    try {
      const { text, json } = textOf(column, value);
      written.texts.push(text);
      written.json.push(json);
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
      written.flaws.set(row, `the value of "${column.name}" cannot be read: ${error.message}`);
      written.texts.push(null);
      written.json.push(JSON.stringify(rawText(value)));
    }
  });
  return written;
}

function textOf({ leaf, json }: ParquetColumn, value: unknown): { text: string | null; json: string } {
  if (value === null || value === undefined) return { text: null, json: 'null' };
  if (!leaf) {
    const text = json(value);
    return { text, json: text };
  }
  return leafTexts(leaf, value as Physical);
}

function leafTexts(leaf: Leaf, value: Physical): { text: string; json: string } {
  const text = leaf.text(value);
  return { text, json: leafJson(leaf, text) };
}

/** What quarantine keeps of a value that cannot be read. */
const rawText = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value);

function parsed(
  names: readonly string[],
  types: LogicalType[],
  written: readonly Written[],
  row: number,
): ParsedRecord {
  const values = written.map(({ texts }) => texts[row]!);
  const flaw = written.find(({ flaws }) => flaws.has(row))?.flaws.get(row);
  const record = { names, values, types: types.map((type, i) => (values[i] === null ? null : type)) };
  if (flaw === undefined) return record;
  // A value that could not be read is not null: it is not among the fields.
  const whole = written.flatMap(({ flaws }, i) => (flaws.has(row) ? [] : [i]));
  throw new RecordFlaw(flaw, {
    names: whole.map((i) => names[i]!),
    values: whole.map((i) => record.values[i]!),
    types: whole.map((i) => record.types[i]!),
  });
}
