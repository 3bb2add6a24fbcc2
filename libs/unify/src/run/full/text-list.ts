import { float64List, uint32List } from './number-list.ts';

/** Texts gather in blocks of this many bytes; a longer one gets a block of its own. */
const BLOCK = 1 << 24;

/**
 * Texts kept as UTF-8 outside of the heap: a million projections of 250 bytes take 250 MB, half of what they would as
 * strings, and the garbage collector has nothing to look at.
 */
export class TextList {
  private readonly blocks: Buffer[] = [];
  private block = Buffer.allocUnsafeSlow(0);
  private filled = 0;
  /** Where each text starts: the block's number times BLOCK, and the place in it. */
  private readonly starts = float64List();
  private readonly sizes = uint32List();

  get length(): number {
    return this.sizes.length;
  }

  push(text: string): void {
    if (this.filled + text.length * 3 > this.block.length) this.makeRoom(text);
    const size = this.block.write(text, this.filled);
    this.starts.push((this.blocks.length - 1) * BLOCK + this.filled);
    this.sizes.push(size);
    this.filled += size;
  }

  /** The bytes of a text; shares memory with the list. */
  bytes(index: number): Buffer {
    const start = this.starts.array[index]!;
    const at = start % BLOCK;
    return this.blocks[Math.floor(start / BLOCK)]!.subarray(at, at + this.sizes.array[index]!);
  }

  text(index: number): string {
    const start = this.starts.array[index]!;
    const at = start % BLOCK;
    return this.blocks[Math.floor(start / BLOCK)]!.toString('utf8', at, at + this.sizes.array[index]!);
  }

  private makeRoom(text: string): void {
    const needed = text.length * 3; // no UTF-16 unit takes more than three bytes
    this.block = Buffer.allocUnsafeSlow(needed > BLOCK ? Buffer.byteLength(text) : BLOCK);
    this.blocks.push(this.block);
    this.filled = 0;
  }
}
