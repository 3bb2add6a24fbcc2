/** Keys of a block: its buffers are too large for the allocator to keep them when they are free. */
const BLOCK = 1 << 24;

interface Block {
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly kind: Uint8Array;
}

/**
 * Where a thread writes its keys: in few large buffers that other threads can read. As small ones they would stay with the
 * process, in pieces, long after they were let go. What is not written yet takes no memory.
 */
export class KeyBlocks {
  private block: Block | undefined;
  private from = 0;
  private to = 0;

  add(high: number, low: number, kind: number): void {
    if (this.block === undefined || this.to === BLOCK) this.moveOn();
    const block = this.block!;
    block.high[this.to] = high;
    block.low[this.to] = low;
    block.kind[this.to] = kind;
    this.to += 1;
  }

  /** What was added since the last time. */
  take(): Block {
    const { from, to } = this;
    const { high, low, kind } = this.block ?? emptyBlock(0);
    this.from = to;
    return { high: high.subarray(from, to), low: low.subarray(from, to), kind: kind.subarray(from, to) };
  }

  /** Lets go of the block; what was taken from it stays as long as who took it needs it. */
  release(): void {
    this.block = undefined;
    this.from = 0;
    this.to = 0;
  }

  /** A new block, with what has been added to the full one since. */
  private moveOn(): void {
    const rest = this.take();
    const block = emptyBlock(BLOCK);
    block.high.set(rest.high);
    block.low.set(rest.low);
    block.kind.set(rest.kind);
    this.block = block;
    this.from = 0;
    this.to = rest.high.length;
  }
}

const emptyBlock = (keys: number): Block => ({
  high: new Int32Array(new SharedArrayBuffer(4 * keys)),
  low: new Int32Array(new SharedArrayBuffer(4 * keys)),
  kind: new Uint8Array(new SharedArrayBuffer(keys)),
});
