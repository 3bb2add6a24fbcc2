import { isUtf8 } from 'node:buffer';
import type { CsvReader } from '../csv/csv-reader.ts';
import { flawReason, unclosedQuote } from '../csv/flaws.ts';
import type { Header } from '../csv/read-header.ts';
import { Flaw, RecordScanner } from '../csv/record-scanner.ts';
import { splitFields } from '../csv/split-fields.ts';
import {
  type DeclaredShape,
  type ParsedRecord,
  type RawRecord,
  RecordFlaw,
  type RecordReader,
} from './record-reader.ts';

/**
 * A CSV as records that name their own fields: for files of one delivery that have different headers, and for quotes that
 * COPY does not know.
 */
export class CsvRecordReader implements RecordReader {
  readonly declared: DeclaredShape;
  readonly meaning: string;
  readonly form: { format: string; head: Uint8Array };
  private readonly reader: CsvReader;
  private readonly csv: CsvForm;

  constructor(
    { reader, header }: { reader: CsvReader; header: Header },
    private readonly where: string,
  ) {
    const { names, dialect } = header;
    this.reader = reader;
    this.form = { format: 'csv', head: header.bytes };
    this.csv = new CsvForm(header);
    this.declared = { columns: names.map((name) => ({ name, type: null })) };
    this.meaning = JSON.stringify(['csv', names, dialect]);
  }

  async *read(): AsyncGenerator<RawRecord[]> {
    const { reader, csv: form, where } = this;
    const { dialect, names, nextLine } = form.header;
    const scanner = new RecordScanner(dialect, names.length, [], nextLine);
    let used: number;
    do {
      const bytes = reader.bytes;
      used = scanner.scan(bytes, reader.last);
      const batch: RawRecord[] = [];
      for (let record = 0; record < scanner.count; record++) {
        const [line, flaw] = [scanner.line[record]!, scanner.flaw[record]!];
        if (flaw === Flaw.unclosed) throw unclosedQuote(where, line);
        const reason = flaw === Flaw.none ? undefined : flawReason(flaw, scanner.fields[record]!, names.length);
        batch.push(new CsvRecord(line, bytes.subarray(scanner.start[record], scanner.end[record]), form, reason));
      }
      if (batch.length > 0) yield batch;
    } while (await reader.advance(used, scanner.nextLine));
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}

class CsvForm {
  readonly delimiter: string;
  readonly quote: string;

  constructor(readonly header: Header) {
    this.delimiter = String.fromCharCode(header.dialect.delimiter);
    this.quote = String.fromCharCode(header.dialect.quote);
  }

  parse(bytes: Buffer): ParsedRecord {
    const { names } = this.header;
    const values = splitFields(bytes.toString('utf8'), this.delimiter, this.quote).slice(0, names.length);
    while (values.length < names.length) values.push(null);
    return { names, values, types: values.map(() => null) };
  }
}

class CsvRecord implements RawRecord {
  constructor(
    readonly line: number,
    readonly bytes: Buffer,
    private readonly form: CsvForm,
    private readonly flaw: string | undefined,
  ) {}

  parse(): ParsedRecord {
    if (this.flaw !== undefined) throw new RecordFlaw(this.flaw, this.form.parse(this.bytes));
    if (!isUtf8(this.bytes)) throw new RecordFlaw('it is not valid UTF-8', this.form.parse(this.bytes));
    return this.form.parse(this.bytes);
  }
}
