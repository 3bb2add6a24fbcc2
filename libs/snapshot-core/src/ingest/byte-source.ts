/** The bytes of one input, read on demand: what was read and not used yet is kept until more has come behind it. */
export class ByteSource {
  /** Read, but not used up. */
  rest: Buffer = Buffer.alloc(0);
  /** Whether `rest` reaches the end of the input. */
  ended = false;

  /** @param chunks the input's bytes, see `readChunks` */
  constructor(private readonly chunks: AsyncGenerator<Buffer>) {}

  /** Lets go of the first bytes of `rest`. */
  use(bytes: number): void {
    this.rest = this.rest.subarray(bytes);
  }

  /**
   * Reads on until there is twice as much as before, so that a long record is not looked through once per chunk.
   * @param most bytes that are of any use: no more are waited for
   */
  async more(most = Infinity): Promise<void> {
    const pieces = [this.rest];
    let bytes = this.rest.length;
    const enough = Math.max(bytes + 1, Math.min(bytes * 2, most));
    while (bytes < enough && !this.ended) {
      const { value, done } = await this.chunks.next();
      if (done) this.ended = true;
      else {
        pieces.push(value);
        bytes += value.length;
      }
    }
    this.rest = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  /** Reads on until `rest` has so many bytes, or all there are: what a format begins with. */
  async atLeast(bytes: number): Promise<void> {
    while (this.rest.length < bytes && !this.ended) await this.more();
  }

  /** Lets go of the input; for a reader that stops before the end. */
  async close(): Promise<void> {
    await this.chunks.return(undefined).catch(() => undefined);
  }
}
