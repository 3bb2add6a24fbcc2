import type { LogicalType } from '../../catalog/stream.entity.ts';
import { JsonForm, parseObject } from '../records/json/json-record.ts';
import type { RecordFields } from '../records/record-fields.ts';
import {
  type DeclaredShape,
  type ParsedRecord,
  type RawRecord,
  RecordFlaw,
  type RecordReader,
} from '../records/record-reader.ts';
import type { PendingRecords } from './pending-records.ts';

const BATCH = 4096;

/** JSON types of a value that a schema's type may stand for. */
const READS_AS: Readonly<Partial<Record<LogicalType, readonly LogicalType[]>>> = {
  datetime: ['string'],
  date: ['string'],
  number: ['integer'],
};

/** Reads the pending records of a stream; their schema gives the types that JSON values do not show. */
export class SingerReader implements RecordReader {
  readonly declared: DeclaredShape;
  readonly meaning: string;
  private readonly types: ReadonlyMap<string, LogicalType>;
  /** What is rejected can be delivered again as JSON Lines. */
  readonly form = { format: 'jsonl', head: Buffer.alloc(0) };
  private readonly names = new JsonForm();
  /** The types that the schema gives the fields of the last record. */
  private declaredOf: { names: readonly string[]; types: (LogicalType | undefined)[] } = { names: [], types: [] };

  /** @param onFields gets the fields of each record in order, of a broken one those that could be read; undefined: nobody wants them */
  constructor(
    private readonly pending: PendingRecords,
    private readonly onFields: ((record: ParsedRecord) => void) | undefined,
  ) {
    const { columns } = pending.schema;
    // A schema may say nothing of its properties; then the records do.
    this.declared = columns.length > 0 ? { columns } : {};
    // The same record means the same under any schema: types are the column's, values stay as they are.
    this.meaning = 'singer';
    this.types = new Map(columns.flatMap(({ name, type }) => (type === null ? [] : [[name, type]])));
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async *read(): AsyncGenerator<RawRecord[]> {
    const { pending } = this;
    for (let at = 0; at < pending.count; at += BATCH) {
      const batch: RawRecord[] = [];
      for (let n = at; n < Math.min(at + BATCH, pending.count); n++) {
        const record = this.record(n);
        if (this.onFields) tell(record, this.onFields);
        batch.push(record);
      }
      yield batch;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private record(n: number): RawRecord {
    const bytes = this.pending.record(n);
    return {
      line: this.pending.lines[n]!,
      bytes,
      parse: () => this.typed(parseObject(bytes, this.names)),
      fields: () => this.fieldsOf(bytes),
    };
  }

  private fieldsOf(bytes: Buffer): RecordFields | undefined {
    const fields = this.names.fieldsOf(bytes);
    return fields && { ...fields, types: this.typesOf(fields) };
  }

  private typed({ names, values, types }: ParsedRecord): ParsedRecord {
    return { names, values, types: this.typesOf({ names, types }) };
  }

  /** What the values are by their schema, where that says more than JSON does. */
  private typesOf({ names, types }: Pick<ParsedRecord, 'names' | 'types'>): (LogicalType | null)[] {
    if (this.declaredOf.names !== names) {
      this.declaredOf = { names, types: names.map((name) => this.types.get(name)) };
    }
    return this.declaredOf.types.map((declared, i) => {
      const type = types[i]!;
      return declared && type && READS_AS[declared]?.includes(type) ? declared : type;
    });
  }
}

function tell(record: RawRecord, onFields: (record: ParsedRecord) => void): void {
  try {
    onFields(record.parse());
  } catch (error) {
    if (!(error instanceof RecordFlaw)) throw error;
    if (error.read) onFields(error.read);
  }
}
