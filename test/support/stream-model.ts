/** One delivery of a stream, as a test makes it up. */
export interface Delivery {
  header: string[];
  rows: (string | null)[][];
  /** Rows that have a field too many, by position: to be rejected, with a readable key. */
  malformed: number[];
  kind: 'full' | 'incremental';
  merge: 'patch' | 'fill' | 'replace';
  ignore: string[];
  deletedWhen: Record<string, string>;
}

type Row = Record<string, string | null>;

/** What a stream is after a series of deliveries, in memory and in the plainest way: the oracle of the engine. */
export class StreamModel {
  readonly records = new Map<string, Row>();
  private readonly columns = new Set<string>();

  constructor(private readonly key: string[]) {}

  /** Applies a delivery; returns what it did. */
  deliver(delivery: Delivery): { created: number; updated: number; deleted: number; rejected: number } {
    const counts = { created: 0, updated: 0, deleted: 0, rejected: 0 };
    const incoming = new Map<string, Row>();
    const present = new Set<string>();
    delivery.rows.forEach((values, i) => {
      // A lone null is an empty line in CSV, and that is no record.
      if (values.length === 1 && values[0] === null && !delivery.malformed.includes(i)) return;
      const row = Object.fromEntries(delivery.header.map((name, column) => [name, values[column] ?? null]));
      const key = this.keyOf(row);
      if (key === null || delivery.malformed.includes(i)) counts.rejected++;
      else incoming.set(key, row);
      if (key !== null) present.add(key);
    });
    for (const name of delivery.header) this.columns.add(name);
    for (const [key, row] of incoming) {
      const what = this.take(key, row, delivery);
      if (what !== 'unchanged') counts[what]++;
    }
    if (delivery.kind === 'full') {
      for (const key of [...this.records.keys()].filter((each) => !present.has(each))) {
        this.records.delete(key);
        counts.deleted++;
      }
    }
    return counts;
  }

  /** The records with every column, absent ones null. */
  state(): Map<string, Row> {
    const blank = Object.fromEntries([...this.columns].map((name) => [name, null]));
    return new Map([...this.records].map(([key, row]) => [key, { ...blank, ...row }]));
  }

  private take(key: string, row: Row, delivery: Delivery): 'created' | 'updated' | 'deleted' | 'unchanged' {
    const flagged = Object.entries(delivery.deletedWhen).some(
      ([name, value]) => row[name]?.toLowerCase() === value.toLowerCase(),
    );
    const current = this.records.get(key);
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

  private keyOf(row: Row): string | null {
    const values = this.key.map((name) => row[name] ?? null);
    if (values.includes(null)) return null;
    return values.length === 1 ? values[0]! : JSON.stringify(values);
  }
}

function merged(current: Row, row: Row, merge: Delivery['merge']): Row {
  if (merge === 'replace') return row;
  const set = Object.entries(row).filter(([, value]) => merge === 'patch' || value !== null);
  return { ...current, ...Object.fromEntries(set) };
}

/** A delivery as CSV: nulls unquoted, empty strings quoted, other values quoted where they must be or by turns. */
export function toCsv({ header, rows, malformed }: Delivery): string {
  const field = (value: string | null, turn: number): string => {
    if (value === null) return '';
    return value === '' || turn % 3 === 0 || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  };
  const lines = rows.map((values, i) => {
    const fields = values.map((value, j) => field(value, i + j));
    return (malformed.includes(i) ? [...fields, 'surplus'] : fields).join(',');
  });
  return `${header.map((name) => field(name, 1)).join(',')}\n${lines.map((line) => `${line}\n`).join('')}`;
}
