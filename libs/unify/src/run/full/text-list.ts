import { float64List, uint32List } from './number-list.ts';

/** Texts gather in blocks of this many bytes; a longer one gets a block of its own. */
const BLOCK = 1 << 24;

/** A list's texts as another thread can read them. */
export interface SharedTexts {
  readonly blocks: readonly SharedArrayBuffer[];
  readonly starts: Float64Array;
  readonly sizes: Uint32Array;
}

/**
 * Texts kept as UTF-8 outside of the heap: a million projections of 250 bytes take 250 MB, half of what they would as
 * strings, the garbage collector has nothing to look at, and other threads can read them where they are.
 */
export class TextList {
  private readonly blocks: Buffer<SharedArrayBuffer>[] = [];
  private block = Buffer.from(new SharedArrayBuffer(0));
  private filled = 0;
  /** Where each text starts: the block's number times BLOCK, and the place in it. */
  private readonly starts = float64List();
  private readonly sizes = uint32List();

  get length(): number {
    return this.sizes.length;
  }

  push(text: string): void {
    if (this.blocks.length === 0 || this.filled + text.length * 3 > this.block.length) this.makeRoom(text);
    this.added(this.block.write(text, this.filled));
  }

  /** Adds texts that were packed elsewhere. */
  append({ bytes, sizes }: TextPack): void {
    let at = 0;
    for (const size of sizes) {
      if (this.blocks.length === 0 || this.filled + size > this.block.length) this.openBlock(Math.max(BLOCK, size));
      this.block.set(bytes.subarray(at, at + size), this.filled);
      this.added(size);
      at += size;
    }
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

  share(): SharedTexts {
    return {
      blocks: this.blocks.map(({ buffer }) => buffer),
      starts: this.starts.shared(),
      sizes: this.sizes.shared(),
    };
  }

  private makeRoom(text: string): void {
    const needed = text.length * 3; // no UTF-16 unit takes more than three bytes
    this.openBlock(needed > BLOCK ? Buffer.byteLength(text) : BLOCK);
  }

  private added(size: number): void {
    this.starts.push((this.blocks.length - 1) * BLOCK + this.filled);
    this.sizes.push(size);
    this.filled += size;
  }

  private openBlock(size: number): void {
    this.block = Buffer.from(new SharedArrayBuffer(size));
    this.blocks.push(this.block);
    this.filled = 0;
  }
}

/** Texts one after the other, in a form that goes from thread to thread. */
export interface TextPack {
  readonly bytes: Uint8Array;
  readonly sizes: Uint32Array;
}

/** Packs texts. */
export class PackedTexts {
  private bytes = Buffer.allocUnsafeSlow(1 << 16);
  private filled = 0;
  private readonly sizes = uint32List();

  get length(): number {
    return this.sizes.length;
  }

  push(text: string): void {
    const needed = this.filled + text.length * 3;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(needed * 2);
      this.bytes.copy(larger, 0, 0, this.filled);
      this.bytes = larger;
    }
    const size = this.bytes.write(text, this.filled);
    this.sizes.push(size);
    this.filled += size;
  }

  pack(): TextPack {
    return { bytes: this.bytes.subarray(0, this.filled), sizes: this.sizes.view() };
  }
}

/** Reads texts that another thread has gathered. */
export function textReader({ blocks, starts, sizes }: SharedTexts): (index: number) => string {
  const buffers = blocks.map((block) => Buffer.from(block));
  return (index) => {
    const start = starts[index]!;
    const at = start % BLOCK;
    return buffers[Math.floor(start / BLOCK)]!.toString('utf8', at, at + sizes[index]!);
  };
}
