import { Readable } from 'node:stream';
import { WeftError } from '../errors.ts';
import type { SyncInput } from '../ingest/input.ts';
import { csvField, recordKey } from '../ingest/record-key.ts';
import { namesOf, type ScriptRow, type WriteOptions } from './options.ts';
import { valueText } from './value-text.ts';

const CHUNK_CHARACTERS = 1 << 18;

/**
 * A script's rows as sync output, so that they go the way of every other delivery: CSV in which everything but a null is
 * quoted. It can be opened once.
 * @param where names the stream in messages
 */
export function rowsInput(
  rows: Iterable<ScriptRow> | AsyncIterable<ScriptRow>,
  columns: readonly string[],
  options: WriteOptions,
  where: string,
): SyncInput {
  const text = new RowsText(columns, options, where);
  return { name: 'script', open: () => Readable.from(text.chunks(rows)), size: null };
}

class RowsText {
  private readonly known: ReadonlySet<string>;
  private readonly key: readonly string[];
  /** Keys so far, where two rows with one key are an error. */
  private readonly keys: Set<string> | undefined;
  private count = 0;

  constructor(
    private readonly columns: readonly string[],
    options: WriteOptions,
    private readonly where: string,
  ) {
    this.known = new Set(columns);
    this.key = namesOf(options.key);
    this.keys = options.dropDuplicates === false ? new Set() : undefined;
  }

  async *chunks(rows: Iterable<ScriptRow> | AsyncIterable<ScriptRow>): AsyncGenerator<Buffer> {
    let text = `${this.columns.map(csvField).join(',')}\n`;
    for await (const row of rows) {
      text += this.line(row);
      if (text.length < CHUNK_CHARACTERS) continue;
      yield Buffer.from(text);
      text = '';
    }
    yield Buffer.from(text);
  }

  private line(row: ScriptRow): string {
    this.count++;
    const surplus = Object.keys(row).find((name) => !this.known.has(name));
    if (surplus !== undefined) this.failOnColumn(surplus);
    const fields = this.columns.map((name) => {
      const value = valueText(
        Object.hasOwn(row, name) ? row[name] : null,
        `${this.where}: "${name}" of row ${this.count}`,
      );
      return value === null ? '' : csvField(value);
    });
    if (this.keys) this.checkKey(row, this.keys);
    return `${fields.join(',')}\n`;
  }

  private checkKey(row: ScriptRow, keys: Set<string>): void {
    const values = this.key.map((name) => valueText(row[name], `${this.where}: the key of row ${this.count}`));
    const key = recordKey(values.map(String));
    // A row without a key is no duplicate of another: the run rejects both.
    if (!values.includes(null) && keys.has(key)) {
      throw new WeftError(
        'conflict',
        `${this.where}: row ${this.count} has the key ${key} of an earlier row, and dropDuplicates is false`,
        'A snapshot has one record per key: pass distinct rows, or let the last of them count.',
      );
    }
    keys.add(key);
  }

  private failOnColumn(name: string): never {
    throw new WeftError(
      'invalid_input',
      `${this.where}: row ${this.count} has a column "${name}" that the first row does not have`,
      'Name all columns in the option `columns`: rows that come one by one are written before the last one is seen.',
    );
  }
}
