import type { LogicalType, StreamColumn } from '../../catalog/stream.entity.ts';
import type { StreamRow } from '../../catalog/streams.ts';
import { columnIdentifier } from '../../db/names.ts';
import type { CheckedColumn } from '../drift/column-checks.ts';
import { checkFrozen, keptOutOf } from '../drift/contract.ts';
import { ColumnRoom } from '../place-columns.ts';
import { typed } from '../settle-columns.ts';
import type { StreamSettings } from '../settings.ts';
import type { ValueColumn } from '../stage/value-stage.ts';
import { widen } from './widen.ts';

/** A column that records of the delivery mention, and that is stored. */
export interface MentionedColumn extends ValueColumn {
  name: string;
  /** What its values were so far; null when they were all null. */
  type: LogicalType | null;
  /** Delivered as texts of which nothing is said: so a new column is one of texts. */
  text: boolean;
}

/** The columns of a stream while a delivery is read whose records name their own fields. */
export class RecordColumns {
  /** All columns that are stored: those known, then new ones in the order in which records mention them. */
  readonly stored: StreamColumn[];
  /** The new ones among them. */
  readonly added: StreamColumn[] = [];
  /** Columns that the stream had and is to have no longer. */
  readonly dropped: readonly StreamColumn[];
  /** Columns that the contract keeps out of the stream. */
  readonly keptOut: string[] = [];
  /** The columns of the stage. */
  readonly mentioned: MentionedColumn[] = [];
  /** What of the contract a record's bytes have been looked at with. */
  readonly contract: readonly unknown[];
  private readonly positions = new Map<string, number>();
  /** Places in {@link stored}. */
  private readonly places: Map<string, number>;
  private readonly taken: Set<string>;
  /** Whether values have to fit the types that columns have. */
  private readonly checks: boolean;

  private readonly room: ColumnRoom;

  /**
   * @param where names the run in messages
   * @param most columns of the table
   */
  constructor(
    private readonly stream: StreamRow,
    private readonly settings: StreamSettings,
    private readonly where: string,
    most?: number,
  ) {
    this.room = new ColumnRoom(stream.columns, where, most);
    const { drop, types, contract, archived } = settings;
    const kept = stream.columns.filter(({ name }) => !drop.includes(name));
    this.stored = kept.map((column) => ({ ...column, ...typed(column.name, types) }));
    this.places = new Map(this.stored.map(({ name }, i) => [name, i]));
    this.dropped = stream.columns.filter(({ name }) => drop.includes(name));
    this.taken = new Set(stream.columns.map(({ identifier }) => identifier));
    this.checks = !archived && (contract === 'freeze' || contract === 'reject_row');
    this.contract = contract === 'evolve' ? [] : [contract, this.stored.map(({ name, type }) => [name, type])];
  }

  /** Names that were mentioned, in the order in which they were. */
  get names(): string[] {
    return [...this.positions.keys()];
  }

  /** How many names were mentioned: what is known of a name changes with nothing else. */
  get size(): number {
    return this.positions.size;
  }

  /** Position in {@link mentioned}; -1 for a column that is not stored; undefined for one that was not mentioned yet. */
  positionOf(name: string): number | undefined {
    return this.positions.get(name);
  }

  /**
   * Takes up a column.
   * @param since number of the first record that may mention it
   * @param key the record key's columns
   * @throws WeftError `schema_drift` when the stream is frozen and does not have it
   */
  add(name: string, since: number, key: readonly string[]): number {
    checkFrozen(this.stream, [name], false, this.settings, this.where);
    this.keptOut.push(...keptOutOf(this.stream, [name], this.settings));
    const position = this.isStored(name, key) ? this.mentioned.length : -1;
    this.positions.set(name, position);
    if (position >= 0) {
      const { identifier, rest = false } = this.columnOf(name);
      this.mentioned.push({ name, identifier, rest, since, lacking: false, type: null, text: false });
    }
    return position;
  }

  /** Whether a difference in the column makes no other record: it is not stored, or makes no change. */
  isIncidental(name: string): boolean {
    const { drop, ignore } = this.settings;
    return drop.includes(name) || ignore.includes(name) || this.keptOut.includes(name);
  }

  /** What the contract asks of the column's values; undefined for nothing. */
  checkOf(name: string): CheckedColumn | undefined {
    if (!this.checks) return undefined;
    if (this.keptOut.includes(name)) return { name, type: null };
    const type = this.known(name)?.type;
    return type && type !== 'string' ? { name, type } : undefined;
  }

  /** Takes in the type of a value. */
  learn(position: number, type: LogicalType | 'text'): void {
    const column = this.mentioned[position]!;
    if (type === 'text') column.text = true;
    else column.type = column.type === null ? type : widen(column.type, type);
  }

  /** Gives the stored columns the types that their values have shown. A type that is declared or checked stays. */
  settleTypes(): void {
    for (const { name, type, text } of this.mentioned) {
      const i = this.places.get(name)!;
      const { untyped, ...column } = this.stored[i]!;
      if (type === null && !text) continue;
      const known = untyped && !text ? undefined : column.type;
      // JSON writes days and times as strings: those do not make a text of what is known to be one.
      const isTime = type === 'string' && (known === 'date' || known === 'datetime');
      const fixed = Object.hasOwn(this.settings.types, name) || (this.checks && !untyped) || isTime;
      this.stored[i] = fixed || type === null ? column : { ...column, type: widen(known ?? type, type) };
    }
  }

  private isStored(name: string, key: readonly string[]): boolean {
    const { drop, archived } = this.settings;
    if (drop.includes(name) || this.keptOut.includes(name)) return false;
    return !archived || key.includes(name) || this.places.has(name);
  }

  private known(name: string): StreamColumn | undefined {
    const place = this.places.get(name);
    return place === undefined ? undefined : this.stored[place];
  }

  private columnOf(name: string): StreamColumn {
    const known = this.known(name);
    if (known) return known;
    const identifier = columnIdentifier(name, this.taken);
    this.taken.add(identifier);
    const declared = typed(name, this.settings.types);
    const column: StreamColumn = declared.type
      ? { name, identifier, type: declared.type, ...this.room.next() }
      : { name, identifier, type: 'string', untyped: true, ...this.room.next() };
    this.places.set(name, this.stored.length);
    this.stored.push(column);
    this.added.push(column);
    return column;
  }
}
