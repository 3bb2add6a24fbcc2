import { literal, type Sql, sql } from '../../db/sql.ts';
import { ByteWriter } from '../byte-writer.ts';
import { Lies, type RecordFields } from '../records/record-fields.ts';
import type { CopyTarget } from './copy-target.ts';
import { CopyWriter } from './copy-writer.ts';
import { inlineStage } from './inline-stage.ts';
import { RestText } from './rest-text.ts';
import type { Stage } from './stage.ts';

/** A delta up to this size travels as parameters; a larger one by COPY into a table of its own. */
const INLINE_CHARACTERS = 512 << 10;
const INLINE_ROWS = 2000;
const CHUNK_BYTES = 512 << 10;

/** A record to stage. */
export interface ValueRow {
  /** Hash of its bytes, as hex. */
  hash: string;
  key: string;
  /** By the stage's columns, as many as it had when the record came. */
  values: (string | null)[];
  /** Bits of the columns that it does not mention, as hex; null for none. */
  absent: string | null;
}

/** A column of the stage. */
export interface ValueColumn {
  name: string;
  identifier: string;
  /** Whether its values go into `_rest`. */
  rest: boolean;
  /** Number of the first record that came when the column was known: those before do not mention it. */
  since: number;
  /** Whether a record behind that one does not mention it. */
  lacking: boolean;
}

/**
 * Collects records that name their own fields, to be compared with the snapshot. A column that shows up in the middle of
 * a delivery ends the COPY, widens its table, and begins it anew.
 */
export class ValueStage {
  /** Records added so far; the last one's `_n`. */
  count = 0;
  /** Numbers of records that a later one of the same key replaces. */
  readonly superseded: number[] = [];
  /** Records that share their key with an earlier one, where versions decide which of them counts. */
  contested = 0;
  private gathered: ValueRow[] | undefined = [];
  private characters = 0;
  private readonly lines = new ByteWriter(CHUNK_BYTES + (64 << 10));
  private copy: CopyWriter | undefined;
  /** Columns that have their place in the layout. */
  private laidOut = 0;
  /** What stands in a line, in order: positions of values, or -1 for `_rest`. */
  private readonly layout: number[] = [];
  /** Columns of the layout that the target does not have yet. */
  private readonly lacking: string[] = [];
  private readonly rest = new RestText();

  /**
   * @param columns grows while records come
   * @param target what a large delivery is copied into; made with no columns
   * @param beforeCopy called once, when the delivery turns out to be large
   */
  constructor(
    private readonly columns: readonly ValueColumn[],
    private readonly target: CopyTarget,
    private readonly beforeCopy: () => Promise<void>,
  ) {}

  /** Adds a record; returns its `_n`. After each batch of calls {@link flush} has to be awaited. */
  add(row: ValueRow): number {
    const n = ++this.count;
    this.gathered?.push(row);
    if (!this.gathered) this.line(n, row);
    else for (const value of row.values) this.characters += value?.length ?? 0;
    return n;
  }

  /** Whether {@link copyFields} can be called: a large delivery is being copied, and no value goes into `_rest`. */
  get copiesFields(): boolean {
    return this.copy !== undefined && this.laidOut === this.columns.length && this.rest.names.length === 0;
  }

  /**
   * Adds a record as {@link add} does, by copying what its bytes hold.
   * @param fieldOf by position of a column: its field in the record; -1 for none
   */
  copyFields(hash: Int32Array, key: string, record: RecordFields, fieldOf: Int32Array, absent: string | null): number {
    const n = ++this.count;
    const { lines } = this;
    lines.ascii(this.target.prefix(n));
    lines.comma();
    if (this.target.tellsAbsent) {
      if (absent !== null) lines.ascii(absent);
      lines.comma();
    }
    lines.hash(hash);
    lines.comma();
    lines.quoted(key);
    for (const position of this.layout) {
      lines.comma();
      const field = fieldOf[position]!;
      if (field >= 0) this.copyField(record, field);
    }
    lines.endLine();
    return n;
  }

  /** A later record of the same key came: this one does not count. */
  supersede(n: number): void {
    this.superseded.push(n);
  }

  /** Whether so much has gathered that it has to be sent before more is added. */
  get isFull(): boolean {
    if (this.gathered) return this.characters > INLINE_CHARACTERS || this.count > INLINE_ROWS;
    return this.lines.filled >= CHUNK_BYTES;
  }

  /**
   * Sends what has gathered; waits while Postgres is behind. Also to be called before a record with new columns is added,
   * since what has gathered is written for those that there were.
   */
  async flush(): Promise<void> {
    if (this.gathered && this.isFull) await this.startCopy();
    if (this.copy) await this.send();
  }

  /** Ends the stage: small ones are returned, of large ones everything is in the target. */
  async finish(): Promise<Stage | undefined> {
    await this.flush();
    if (this.gathered) return this.inline(this.gathered);
    await this.widen();
    await this.copy!.end();
    return undefined;
  }

  /** Ends an open COPY without its records; has to be awaited before the transaction is rolled back. */
  async abort(error: Error): Promise<void> {
    await this.copy?.abort(error);
  }

  /** Names of the columns that are in `_rest`. */
  get restNames(): string[] {
    return this.rest.names;
  }

  /** What the merge has to know of the fields that some records do not mention. */
  absences(): ReadonlyMap<string, Sql> {
    const conditions = this.columns.flatMap(({ identifier, since, lacking }, i): [string, Sql][] => {
      if (since === 1 && !lacking) return [];
      const bit = lacking ? sql`get_bit(s._absent, ${constant(i)}) = 1` : sql`false`;
      // "case", so that no bit is looked for behind the end of those that an earlier record has.
      return [[identifier, sql`case when s._n < ${constant(since)} then true else ${bit} end`]];
    });
    return new Map(conditions);
  }

  private async startCopy(): Promise<void> {
    const rows = this.gathered!;
    this.gathered = undefined;
    await this.beforeCopy();
    await this.target.create();
    await this.widen();
    for (const [i, row] of rows.entries()) {
      this.line(i + 1, row);
      if (this.isFull) await this.send();
    }
  }

  private async send(): Promise<void> {
    if (this.columns.length > this.laidOut || this.lacking.length > 0) await this.widen();
    if (this.lines.filled > 0) await this.copy!.write(this.lines.take());
  }

  /** Brings the target to the columns that lines are written for. */
  private async widen(): Promise<void> {
    this.layOut();
    if (this.copy && this.lacking.length === 0) return;
    await this.copy?.end();
    if (this.lacking.length > 0) await this.target.addColumns(this.lacking.splice(0));
    this.copy = new CopyWriter(this.target.copy('csv'));
  }

  /** Gives the columns that are new their place. */
  private layOut(): void {
    const place = (position: number, identifier: string) => {
      this.layout.push(position);
      this.lacking.push(identifier);
    };
    for (; this.laidOut < this.columns.length; this.laidOut++) {
      const { name, identifier, rest } = this.columns[this.laidOut]!;
      if (!rest) place(this.laidOut, identifier);
      else {
        if (this.rest.names.length === 0) place(-1, '_rest');
        this.rest.add(name, this.laidOut);
      }
    }
  }

  private copyField({ bytes, lies, start, end, texts }: RecordFields, field: number): void {
    const { lines } = this;
    const [from, to] = [start[field]!, end[field]!];
    switch (lies[field]) {
      case Lies.quoted:
        return lines.copy(bytes, from - 1, to + 1); // it stands in quotes here as it does there
      case Lies.bare:
        return lines.copy(bytes, from, to);
      case Lies.nested:
        return lines.copyQuoted(bytes, from, to);
      case Lies.told:
        return lines.quoted(texts[field]!);
    }
  }

  private line(n: number, { hash, key, values, absent }: ValueRow): void {
    const { lines } = this;
    const told = this.target.tellsAbsent ? `,${absent ?? ''}` : '';
    this.layOut();
    lines.ascii(`${this.target.prefix(n)}${told},${hash},`);
    lines.quoted(key);
    for (const position of this.layout) {
      // A record that came before a column has no value for it.
      const value = position < 0 ? this.rest.of(values) : (values[position] ?? null);
      lines.comma();
      if (value !== null) lines.quoted(value);
    }
    lines.endLine();
  }

  private inline(rows: readonly ValueRow[]): Stage {
    const dropped = new Set(this.superseded);
    const kept = rows.map((row, i) => ({ ...row, n: i + 1 })).filter(({ n }) => !dropped.has(n));
    const absent = this.absences();
    this.layOut();
    const own = this.layout.filter((position) => position >= 0);
    const columns = own.map((position) => this.columns[position]!.identifier);
    const { rest } = this;
    const objects = kept.map(({ values }) => rest.of(values));
    const stage = inlineStage(columns, {
      n: kept.map(({ n }) => n),
      hash: kept.map(({ hash }) => hash),
      key: kept.map(({ key }) => key),
      values: own.map((position) => kept.map(({ values }) => values[position] ?? null)),
      ...(rest.names.length > 0 ? { rest: { names: rest.names, objects } } : {}),
      absent: kept.map((row) => row.absent),
    });
    return { ...stage, absent };
  }
}

/** A constant rather than a parameter: two for each column would soon be too many. */
const constant = (value: number): Sql => literal(String(value));
