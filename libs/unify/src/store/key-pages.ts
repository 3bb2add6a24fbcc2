import { HASH_BYTES } from './key-hash.ts';

/**
 * Keys as a full run leaves them: values in the order of their hashes, on pages of many values each. A value is its hash (8 bytes), the
 * number of its holders (2) and these (4 each, in their order), all big-endian. A page begins with `first`, and has part 0. A
 * value with {@link MOST_ON_PAGE} holders or more begins a page of its own; where these are more, the next are on pages of the same
 * `first`, whose parts count down from -1, so that the last page that begins with a hash or before it is the value's first.
 */
export const MOST_ON_PAGE = 400;

/** Bytes of a page that has more than one value: short ones are searched quickly, long ones need fewer rows. */
const PAGE = 800;

export const COUNT_BYTES = 2;
export const MEMBER_BYTES = 4;

/** A page to be written. */
export interface KeyPage {
  first: Uint8Array;
  part: number;
  keys: Uint8Array;
}

/** Puts values on pages. What it gives to `emit` is only good until that returns. */
export class PageBuilder {
  private readonly bytes = Buffer.alloc(PAGE + HASH_BYTES + COUNT_BYTES + MEMBER_BYTES * MOST_ON_PAGE);
  private readonly view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
  private filled = 0;

  constructor(private readonly emit: (page: KeyPage) => void) {}

  /**
   * To be called in the order of the hashes.
   * @param memberAt the holder at a place below `holders`
   */
  add(high: number, low: number, holders: number, memberAt: (place: number) => number): void {
    const isLong = holders >= MOST_ON_PAGE;
    const bytes = HASH_BYTES + COUNT_BYTES + MEMBER_BYTES * Math.min(holders, MOST_ON_PAGE);
    if (isLong || this.filled + bytes > PAGE) this.flush();
    for (let part = 0, from = 0; from < holders; part -= 1, from += MOST_ON_PAGE) {
      const to = Math.min(from + MOST_ON_PAGE, holders);
      this.value(high, low, from, to, memberAt);
      if (isLong) this.flush(part);
    }
  }

  /** Emits the page that is begun. */
  flush(part = 0): void {
    if (this.filled === 0) return;
    this.emit({ first: this.bytes.subarray(0, HASH_BYTES), part, keys: this.bytes.subarray(0, this.filled) });
    this.filled = 0;
  }

  private value(high: number, low: number, from: number, to: number, memberAt: (place: number) => number): void {
    const { view } = this;
    let at = this.filled;
    view.setInt32(at, high);
    view.setInt32(at + 4, low);
    view.setUint16(at + HASH_BYTES, to - from);
    at += HASH_BYTES + COUNT_BYTES;
    for (let place = from; place < to; place += 1, at += MEMBER_BYTES) view.setInt32(at, memberAt(place));
    this.filled = at;
  }
}
