import { HASH_BYTES } from './key-hash.ts';

/**
 * Keys as a full run leaves them: pages of the values whose hashes have the same beginning, in their order, so that a value's page is known
 * without looking for it. A value is its hash (8 bytes), the number of its holders (2) and these (4 each, in their order), all
 * big-endian. Of holders beyond MOST_ON_PAGE further parts tell, in the same form: rows of the page's number with parts from -1 down,
 * where the page itself is part 0. The last page is always there: its number tells how many there are.
 */
export const MOST_ON_PAGE = 400;

/** Some 700 bytes: a page is searched from its beginning, and has to stay in its row (2,000). */
const KEYS_ON_PAGE = 80;
/** More would not fit into the arithmetic of {@link pageOf}. */
const MOST_PAGES = 2 ** 20;

export const COUNT_BYTES = 2;
export const MEMBER_BYTES = 4;

/** How many pages so many keys take. */
export const pagesFor = (keys: number): number => Math.min(Math.max(Math.ceil(keys / KEYS_ON_PAGE), 1), MOST_PAGES);

/** The page of a value, by the upper half of its hash; `readKeys` reckons the same. */
export const pageOf = (high: number, pages: number): number => Math.floor(((high >>> 0) * pages) / 2 ** 32);

/** The least upper half of a hash, without sign, that lies on a page or behind it: inverse of {@link pageOf}. */
export const pageBegins = (page: number, pages: number): number => Math.ceil((page * 2 ** 32) / pages);

/** A page to be written, or a part of one. */
export interface KeyPage {
  page: number;
  part: number;
  keys: Uint8Array;
}

/** Puts values on pages, all or those from one page up to another. What it gives to `emit` is only good until that returns. */
export class PageBuilder {
  private bytes = Buffer.alloc(1 << 12);
  private view = viewOf(this.bytes);
  private filled = 0;
  private page: number;
  private part = 0;

  /** @param first the first page that values will be put on */
  constructor(
    private readonly pages: number,
    private readonly emit: (page: KeyPage) => void,
    first = 0,
  ) {
    this.page = first;
  }

  /**
   * To be called in the order of the hashes.
   * @param memberAt the holder at a place below `holders`
   */
  add(high: number, low: number, holders: number, memberAt: (place: number) => number): void {
    const page = pageOf(high, this.pages);
    if (page !== this.page) this.turnTo(page);
    this.filled = this.write(high, low, 0, Math.min(holders, MOST_ON_PAGE), memberAt);
    for (let from = MOST_ON_PAGE; from < holders; from += MOST_ON_PAGE) {
      const end = this.write(high, low, from, Math.min(from + MOST_ON_PAGE, holders), memberAt);
      this.part -= 1;
      this.emit({ page, part: this.part, keys: this.bytes.subarray(this.filled, end) });
    }
  }

  /** @param end the page behind the last one that values were to be put on */
  finish(end = this.pages): void {
    if (end < this.pages) return this.turnTo(end);
    if (this.page !== this.pages - 1) this.turnTo(this.pages - 1);
    this.emitPage();
  }

  private emitPage(): void {
    this.emit({ page: this.page, part: 0, keys: this.bytes.subarray(0, this.filled) });
  }

  private turnTo(page: number): void {
    if (this.filled > 0) this.emitPage();
    this.page = page;
    this.part = 0;
    this.filled = 0;
  }

  /** Writes behind what is filled, and tells where it ends. */
  private write(high: number, low: number, from: number, to: number, memberAt: (place: number) => number): number {
    let at = this.filled;
    this.room(at + HASH_BYTES + COUNT_BYTES + MEMBER_BYTES * (to - from));
    const { view } = this;
    view.setInt32(at, high);
    view.setInt32(at + 4, low);
    view.setUint16(at + HASH_BYTES, to - from);
    at += HASH_BYTES + COUNT_BYTES;
    for (let place = from; place < to; place += 1, at += MEMBER_BYTES) view.setInt32(at, memberAt(place));
    return at;
  }

  private room(bytes: number): void {
    if (bytes <= this.bytes.length) return;
    const larger = Buffer.alloc(bytes * 2);
    this.bytes.copy(larger, 0, 0, this.filled);
    this.bytes = larger;
    this.view = viewOf(larger);
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
