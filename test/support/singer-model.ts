type Value = string | number | null;
export type SingerRecord = Record<string, Value>;

/** Messages as a test makes them up. */
export type Message =
  | { type: 'SCHEMA'; stream: string; schema: object; key_properties: string[] }
  | { type: 'RECORD'; stream: string; record: SingerRecord; version?: number }
  | { type: 'STATE'; value: unknown }
  | { type: 'ACTIVATE_VERSION'; stream: string; version: number };

interface Held {
  record: SingerRecord;
  /** Of which it was delivered last; undefined: none. */
  version: number | undefined;
}

interface Stream {
  records: Map<string, Held>;
  /** Version under which deleted records were delivered last. */
  gone: Map<string, number>;
  active: number | undefined;
}

/** A Singer target in memory, in the plainest way: the oracle. Deletes are never held in it. */
export class SingerModel {
  private readonly streams = new Map<string, Stream>();

  take(message: Message): void {
    if (message.type === 'STATE') return;
    const stream = this.streams.get(message.stream) ?? {
      records: new Map<string, Held>(),
      gone: new Map<string, number>(),
      active: undefined,
    };
    this.streams.set(message.stream, stream);
    if (message.type === 'RECORD') this.record(stream, message.record, message.version);
    if (message.type === 'ACTIVATE_VERSION') {
      for (const [key, { version }] of stream.records) {
        if (version !== message.version) stream.records.delete(key);
      }
      stream.active = message.version;
    }
  }

  /** Streams with their records by key, null fields left out. */
  state(): Record<string, Record<string, object>> {
    return Object.fromEntries(
      [...this.streams].map(([name, { records }]) => [
        name,
        Object.fromEntries([...records].map(([key, { record }]) => [key, withoutNulls(record)])),
      ]),
    );
  }

  private record(stream: Stream, record: SingerRecord, version: number | undefined): void {
    const key = String(record.id);
    if (record.id === null || record.id === undefined) return;
    const before = stream.records.get(key);
    if (record._sdc_deleted_at != null) {
      // What was said of its version stays said, should it come again without one.
      const noted = version ?? before?.version ?? stream.gone.get(key);
      if (noted !== undefined) stream.gone.set(key, noted);
      stream.records.delete(key);
    } else {
      stream.records.set(key, {
        record: { ...before?.record, ...record },
        version: version ?? (before ? before.version : (stream.gone.get(key) ?? stream.active)),
      });
    }
  }
}

export const withoutNulls = (record: object): object =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
