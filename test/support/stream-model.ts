import { compareVersions, foundRange, liesInScope, type ModelScope } from './model-values.ts';

/** One delivery of a stream, as a test makes it up. */
export interface Delivery {
  header: string[];
  /** Undefined is absent, in a form whose records name their own fields. */
  rows: (string | null | undefined)[][];
  form?: 'csv' | 'jsonl' | 'json';
  /** Rows that have a field too many, by position: to be rejected, with a readable key. */
  malformed: number[];
  kind: 'full' | 'incremental';
  merge: 'patch' | 'fill' | 'replace' | 'append';
  ignore: string[];
  drop: string[];
  deletedWhen: Record<string, string>;
  scope?: ModelScope;
  version?: string;
  contract?: 'evolve' | 'discard_column' | 'reject_row';
  /** Columns declared to be days. */
  days?: string[];
}

/** What a run says about its columns, but for hints at renames. */
export interface ModelDrift {
  new: string[];
  discarded: string[];
  missing: string[];
  returned: string[];
  reordered: boolean;
  types: { column: string; from: string; to: string }[];
}

type Row = Record<string, string | null>;

/** What a stream is after a series of deliveries, in memory and in the plainest way: the oracle of the engine. */
export class StreamModel {
  readonly records = new Map<string, Row>();
  private readonly columns = new Set<string>();
  private readonly days = new Set<string>();
  /** Versions in which records said that they were deleted: the newest of each. */
  private readonly gone = new Map<string, string>();
  /** Header of the delivery before. */
  private last: string[] | undefined;
  /** Of the last delivery; null when there was none. */
  drift: ModelDrift | null = null;

  /** @param key columns of the record key; none for a stream without one */
  constructor(private readonly key: string[]) {}

  /** Applies a delivery; returns what it did. */
  deliver(whole: Delivery): { created: number; updated: number; deleted: number; rejected: number } {
    const { delivery, isMisfit } = this.settleColumns(whole);
    return this.apply(delivery, isMisfit);
  }

  private apply(
    delivery: Delivery,
    isMisfit: (row: Row) => boolean,
  ): { created: number; updated: number; deleted: number; rejected: number } {
    const counts = { created: 0, updated: 0, deleted: 0, rejected: 0 };
    const byContent = this.key.length === 0 || delivery.merge === 'append';
    const incoming = new Map<string, Row>();
    const present = new Set<string>();
    const occurrences = new Map<string, number>();
    const whole: Row[] = [];
    delivery.rows.forEach((values, i) => {
      // A lone null is an empty line in CSV, and that is no record.
      if (isCsv(delivery) && values.length === 1 && values[0] === null && !delivery.malformed.includes(i)) return;
      const row = rowOf(delivery, values);
      const key = this.keyOf(row);
      if (!delivery.malformed.includes(i)) whole.push(row);
      if (key === null || delivery.malformed.includes(i) || isMisfit(row)) counts.rejected++;
      else if (byContent) {
        const content = contentOf(row, delivery);
        const n = (occurrences.get(content) ?? 0) + 1;
        occurrences.set(content, n);
        incoming.set(`${this.key.length === 0 ? '' : key} ${content} ${n}`, row);
      } else {
        const earlier = incoming.get(key);
        if (!earlier || !isOlder(row, earlier, delivery)) incoming.set(key, row);
      }
      if (key !== null && !byContent) present.add(key);
    });
    if (byContent) for (const key of incoming.keys()) present.add(key);
    for (const [key, row] of incoming) {
      const what = this.take(key, row, delivery);
      if (what !== 'unchanged') counts[what]++;
    }
    if (delivery.kind === 'full') counts.deleted += this.deleteAbsent(present, delivery, whole);
    return counts;
  }

  /** The records with every column, absent ones null. */
  state(): Map<string, Row> {
    const blank = Object.fromEntries([...this.columns].map((name) => [name, null]));
    return new Map([...this.records].map(([key, row]) => [key, { ...blank, ...row }]));
  }

  /** Takes up the columns; what a contract keeps out is dropped from this delivery. */
  private settleColumns(delivery: Delivery): { delivery: Delivery; isMisfit: (row: Row) => boolean } {
    const { drop, contract = 'evolve', days = [] } = delivery;
    const isComplete = isCsv(delivery);
    const header = isComplete ? delivery.header : this.mentioned(delivery);
    const added = header.filter((name) => !this.columns.has(name) && !drop.includes(name));
    const named = [
      ...this.key,
      ...days,
      ...Object.keys(delivery.deletedWhen),
      delivery.version,
      delivery.scope?.column,
    ];
    const keptOut = this.last && contract !== 'evolve' ? added.filter((name) => !named.includes(name)) : [];
    const before = (this.last ?? []).filter((name) => !drop.includes(name));
    const common = before.filter((name) => header.includes(name));
    const types = days.filter((name) => this.columns.has(name) && !this.days.has(name) && !drop.includes(name));
    const drift = {
      new: added,
      discarded: keptOut,
      missing: before.filter((name) => isComplete && !header.includes(name)),
      returned: header.filter(
        (name) => isComplete && this.columns.has(name) && !drop.includes(name) && !before.includes(name),
      ),
      reordered: isComplete && common.join('\0') !== header.filter((name) => common.includes(name)).join('\0'),
      types: [...this.columns]
        .filter((name) => types.includes(name))
        .map((column) => ({ column, from: 'string', to: 'date' })),
    };
    this.drift =
      this.last && Object.values(drift).some((part) => part === true || (part as []).length > 0) ? drift : null;
    this.last = isComplete ? header : [...(this.last ?? []), ...added.filter((name) => !keptOut.includes(name))];
    for (const name of added) if (!keptOut.includes(name)) this.columns.add(name);
    for (const name of drop) {
      this.columns.delete(name);
      this.days.delete(name);
      for (const row of this.records.values()) delete row[name];
    }
    for (const name of days) if (this.columns.has(name)) this.days.add(name);
    const typed = [...this.days];
    const isMisfit = (row: Row) =>
      contract === 'reject_row' &&
      (keptOut.some((name) => row[name] != null) ||
        typed.some((name) => row[name] != null && !/^\d{4}-\d\d-\d\d$/.test(row[name])));
    return { delivery: { ...delivery, drop: [...drop, ...keptOut] }, isMisfit };
  }

  /** Names that the records have which are not rejected for their form or key, in order. */
  private mentioned(delivery: Delivery): string[] {
    const rows = delivery.rows.filter((_, i) => !delivery.malformed.includes(i)).map((row) => rowOf(delivery, row));
    return [...new Set(rows.filter((row) => this.keyOf(row) !== null).flatMap((row) => Object.keys(row)))];
  }

  private take(key: string, whole: Row, delivery: Delivery): 'created' | 'updated' | 'deleted' | 'unchanged' {
    const flagged = Object.entries(delivery.deletedWhen).some(
      ([name, value]) => whole[name]?.toLowerCase() === value.toLowerCase(),
    );
    const row = Object.fromEntries(Object.entries(whole).filter(([name]) => !delivery.drop.includes(name)));
    const current = this.records.get(key);
    this.noteGone(key, flagged, row, delivery);
    if (!current && this.isOutlived(key, row, delivery)) return 'unchanged';
    if (current && isOlder(row, current, delivery)) return 'unchanged';
    if (flagged) return current && this.records.delete(key) ? 'deleted' : 'unchanged';
    if (!current) {
      this.records.set(key, row);
      return 'created';
    }
    const next = merged(current, row, delivery.merge);
    const differing = [...this.columns].filter((name) => (next[name] ?? null) !== (current[name] ?? null));
    if (differing.every((name) => delivery.ignore.includes(name))) return 'unchanged';
    this.records.set(key, next);
    return 'updated';
  }

  private noteGone(key: string, flagged: boolean, row: Row, { version }: Delivery): void {
    const told = version === undefined ? undefined : row[version];
    const known = this.gone.get(key);
    if (!flagged || told == null || (known !== undefined && compareVersions(told, known) < 0)) return;
    this.gone.set(key, told);
  }

  /** An older version than that in which a record was deleted does not bring it back. */
  private isOutlived(key: string, row: Row, { version }: Delivery): boolean {
    const known = this.gone.get(key);
    if (known === undefined || version === undefined || !(version in row)) return false;
    return compareVersions(row[version] ?? null, known) < 0;
  }

  private deleteAbsent(present: ReadonlySet<string>, { scope, header }: Delivery, rows: readonly Row[]): number {
    const bounds = scope && (scope.found ? foundRange(rows.map((row) => row[scope.column] ?? null)) : scope);
    if (scope && (!bounds || !header.includes(scope.column))) return 0;
    const absent = [...this.records].filter(
      ([key, row]) => !present.has(key) && (!scope || liesInScope(row[scope.column] ?? null, bounds!)),
    );
    for (const [key] of absent) this.records.delete(key);
    return absent.length;
  }

  private keyOf(row: Row): string | null {
    const values = this.key.map((name) => row[name] ?? null);
    if (values.includes(null)) return null;
    return values.length === 1 ? values[0]! : JSON.stringify(values);
  }
}

const isCsv = ({ form = 'csv' }: Delivery): boolean => form === 'csv';

function rowOf(delivery: Delivery, values: Delivery['rows'][number]): Row {
  const fields = delivery.header.map((name, column) => [name, values[column]] as const);
  const present = isCsv(delivery) ? fields : fields.filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, value ?? null]));
}

/** Whether one version is older than another; without versions none is. */
function isOlder(row: Row, than: Row, { version }: Delivery): boolean {
  if (version === undefined || !(version in row)) return false;
  return compareVersions(row[version] ?? null, than[version] ?? null) < 0;
}

function contentOf(row: Row, { drop, ignore }: Delivery): string {
  const fields = Object.entries(row).filter(
    ([name, value]) => value !== null && !drop.includes(name) && !ignore.includes(name),
  );
  return JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function merged(current: Row, row: Row, merge: Delivery['merge']): Row {
  if (merge === 'replace') return row;
  const set = Object.entries(row).filter(([, value]) => merge !== 'fill' || value !== null);
  return { ...current, ...Object.fromEntries(set) };
}

/** A delivery in its form. */
export function written(delivery: Delivery): string {
  return isCsv(delivery) ? toCsv(delivery) : toJson(delivery);
}

/** A delivery as JSON: absent fields are left out, strings are escaped by turns, a malformed record breaks off. */
function toJson({ header, rows, malformed, form }: Delivery): string {
  const string = (text: string, turn: number) => {
    const json = JSON.stringify(text);
    return turn % 3 === 0 ? json.replace(/[a-z\x7f-\uffff]/g, escape) : json;
  };
  const records = rows.map((values, i) => {
    const members = header.flatMap((name, j) => {
      const value = values[j];
      if (value === undefined) return [];
      return [`${JSON.stringify(name)}:${i % 2 ? ' ' : ''}${value === null ? 'null' : string(value, i + j)}`];
    });
    return `{${[...members, ...(malformed.includes(i) ? ['"surplus":!'] : [])].join(', ')}}`;
  });
  return form === 'json' ? `[${records.join(' ,\n')}]\n` : records.map((record) => `${record}\r\n\n`).join('');
}

/** Of what no escape stands before, which only the first letter of one would have. */
const escape = (character: string, at: number, json: string): string =>
  json[at - 1] === '\\' || /\\u[0-9a-f]{0,3}$/.test(json.slice(0, at))
    ? character
    : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A delivery as CSV: nulls unquoted, empty strings quoted, other values quoted where they must be or by turns. */
function toCsv({ header, rows, malformed }: Delivery): string {
  const field = (value: string | null | undefined, turn: number): string => {
    if (value == null) return '';
    return value === '' || turn % 3 === 0 || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  };
  const lines = rows.map((values, i) => {
    const fields = values.map((value, j) => field(value, i + j));
    return (malformed.includes(i) ? [...fields, 'surplus'] : fields).join(',');
  });
  return `${header.map((name) => field(name, 1)).join(',')}\n${lines.map((line) => `${line}\n`).join('')}`;
}
