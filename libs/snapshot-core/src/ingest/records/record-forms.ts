import type { CheckedColumn } from '../drift/column-checks.ts';
import { seedOf } from '../hash128.ts';
import type { RecordColumns } from './record-columns.ts';

/** How the fields of records that have the same names lie. */
export interface RecordForm {
  names: readonly string[];
  /** Names that no column is known for yet. */
  unknown: string[];
  /** By field: position of its column in the stage; -1 where it is not stored. */
  positions: Int32Array;
  /** By position of a column in the stage: its field; -1 for none. */
  fields: Int32Array;
  /** Bits of the stage's columns that the records do not mention, as hex; null for none. */
  absent: string | null;
  /** By column of the key: its field; -1 where the records lack it. */
  key: number[];
  /** Fields that tell records apart which have no key, in order of name. */
  content: { field: number; seed: Int32Array }[];
  /** Fields that the contract looks at. */
  checks: { field: number; column: CheckedColumn }[];
  /** Field of the scope's column, and of the version; -1 without. */
  scope: number;
  version: number;
}

export interface FormSettings {
  key: readonly string[];
  scope: string | undefined;
  version: string | undefined;
}

/** So many forms are remembered: of records with many names of which any may be missing, nearly each has one of its own. */
const MOST = 1000;

/** Forms of the records of one delivery: in most files all records have the same names, or one of a few lists of them. */
export class RecordForms {
  private last: RecordForm | undefined;
  private readonly forms = new Map<readonly string[], RecordForm>();
  /** Names that were known when these were made. */
  private known = -1;

  constructor(
    private readonly columns: RecordColumns,
    private readonly settings: FormSettings,
  ) {}

  of(names: readonly string[]): RecordForm {
    const { columns } = this;
    if (this.last?.names === names && this.known === columns.size) return this.last;
    if (this.known !== columns.size || this.forms.size >= MOST) this.forms.clear();
    this.known = columns.size;
    this.last = this.forms.get(names) ?? this.made(names);
    this.forms.set(names, this.last);
    return this.last;
  }

  private made(names: readonly string[]): RecordForm {
    const { columns } = this;
    const { key, scope, version } = this.settings;
    const positions = new Int32Array(names.length);
    const unknown: string[] = [];
    names.forEach((name, field) => {
      const position = columns.positionOf(name);
      if (position === undefined) unknown.push(name);
      positions[field] = position ?? -1;
    });
    const content = names.flatMap((name, field) => (columns.isIncidental(name) ? [] : [{ name, field }]));
    content.sort((a, b) => (a.name < b.name ? -1 : 1));
    const checks = names.flatMap((name, field) => {
      const column = columns.checkOf(name);
      return column ? [{ field, column }] : [];
    });
    const fields = new Int32Array(columns.mentioned.length).fill(-1);
    positions.forEach((position, field) => {
      if (position >= 0) fields[position] = field;
    });
    return {
      names,
      unknown,
      positions,
      fields,
      absent: unknown.length > 0 ? null : this.absentOf(positions),
      key: key.map((name) => names.indexOf(name)),
      content: content.map(({ name, field }) => ({ field, seed: seedOf(name) })),
      checks,
      scope: scope === undefined ? -1 : names.indexOf(scope),
      version: version === undefined ? -1 : names.indexOf(version),
    };
  }

  /** Bit i of byte i / 8 from the right, as Postgres's get_bit counts. */
  private absentOf(positions: Int32Array): string | null {
    const { mentioned } = this.columns;
    const present = new Set(positions);
    const bytes = Buffer.alloc(Math.ceil(mentioned.length / 8));
    let any = false;
    for (let i = 0; i < mentioned.length; i++) {
      if (present.has(i)) continue;
      bytes[i >> 3] = bytes[i >> 3]! | (1 << (i & 7));
      mentioned[i]!.lacking = true;
      any = true;
    }
    return any ? `\\x${bytes.toString('hex')}` : null;
  }
}
