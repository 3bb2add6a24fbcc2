import type { SourceRecordRef } from '../../model/source-record.ts';
import { ID_BYTES } from './id-bytes.ts';
import { uint32List } from './number-list.ts';
import type { ProjectedRows } from './project-lines.ts';
import { type SharedTexts, TextList } from './text-list.ts';

/** A pool as another thread can read it. */
export interface SharedPool {
  readonly keys: SharedTexts;
  readonly projections: SharedTexts;
  readonly sources: readonly { readonly integration: string; readonly stream: string }[];
  readonly sourceOf: Uint32Array;
}

/**
 * All source records of a model while a full run works on them, by number: some 300 bytes each, nearly all of it outside of
 * the heap.
 */
export class RecordPool {
  readonly keys = new TextList();
  /** As stored, see projection-text.ts. */
  readonly projections = new TextList();
  private readonly sources: { integration: string; stream: string; name: string }[] = [];
  private readonly sourceOf = uint32List();
  /** By record: the id of the unified record it was part of, zeros where it was part of none. */
  private ids = Buffer.alloc(0);

  get length(): number {
    return this.keys.length;
  }

  /** Records added from here on are of this source. */
  beginSource(integration: string, stream: string): void {
    this.sources.push({ integration, stream, name: `${integration}.${stream}` });
  }

  /** Adds records that were projected elsewhere. */
  append({ keys, projections, ids }: Pick<ProjectedRows, 'keys' | 'projections' | 'ids'>): void {
    const first = this.length;
    this.keys.append(keys);
    this.projections.append(projections);
    for (let i = 0; i < keys.sizes.length; i += 1) this.sourceOf.push(this.sources.length - 1);
    if (!ids.some((byte) => byte !== 0)) return;
    this.roomForIds(this.length);
    this.ids.set(ids, first * ID_BYTES);
  }

  /** @param previousId id of the unified record it was part of, as text */
  push(key: string, projection: string, previousId: string | null): void {
    const number = this.length;
    this.keys.push(key);
    this.projections.push(projection);
    this.sourceOf.push(this.sources.length - 1);
    if (previousId === null) return;
    this.roomForIds(number + 1);
    this.ids.write(previousId.replaceAll('-', ''), number * ID_BYTES, 'hex');
  }

  share(): SharedPool {
    const { keys, projections, sources } = this;
    return {
      keys: keys.share(),
      projections: projections.share(),
      sources: sources.map(({ integration, stream }) => ({ integration, stream })),
      sourceOf: this.sourceOf.shared(),
    };
  }

  private roomForIds(records: number): void {
    if (this.ids.length >= records * ID_BYTES) return;
    const larger = Buffer.alloc(Math.max(1 << 16, Math.ceil(this.ids.length * 1.5), records * ID_BYTES));
    this.ids.copy(larger);
    this.ids = larger;
  }

  /** Name of the record's source, `salesforce.Account`. */
  source(number: number): string {
    return this.sources[this.sourceOf.array[number]!]!.name;
  }

  ref(number: number): SourceRecordRef {
    const { integration, stream } = this.sources[this.sourceOf.array[number]!]!;
    return { integration, stream, key: this.keys.text(number) };
  }

  /** `refText` of the record. */
  refText(number: number): string {
    return `${this.source(number)}:${this.keys.text(number)}`;
  }

  /** Null where the record was part of no unified record. */
  previousId(number: number): Buffer | null {
    const start = number * ID_BYTES;
    // A UUID's version stands in its seventh byte, which is therefore never zero.
    return (this.ids[start + 6] ?? 0) === 0 ? null : this.ids.subarray(start, start + ID_BYTES);
  }
}
