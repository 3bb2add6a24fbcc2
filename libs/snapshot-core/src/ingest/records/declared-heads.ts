import type { StreamRow } from '../../catalog/streams.ts';
import { settleKey } from '../settle-key.ts';
import type { RecordPiece } from './record-pieces.ts';

/** What the readers of a delivery say of its columns before their records. */
export class DeclaredHeads {
  private readers = 0;
  private declaring = 0;

  /** @param where names the run in messages */
  constructor(
    private readonly stream: StreamRow,
    private readonly key: readonly string[],
    private readonly where: string,
  ) {}

  /** Whether each of them names all its columns, so that what none of them names is not there. */
  get complete(): boolean {
    return this.readers > 0 && this.declaring === this.readers;
  }

  /**
   * The pieces as they are.
   * @throws WeftError `no_key` when a reader names its columns, and one of the key is not among them
   */
  async *checked(pieces: AsyncIterable<RecordPiece>): AsyncGenerator<RecordPiece> {
    for await (const piece of pieces) {
      const { columns } = piece.reader.declared;
      if (piece.batch.length === 0) {
        this.readers++;
        if (columns) {
          this.declaring++;
          const names = columns.map(({ name }) => name);
          settleKey(this.stream, names, this.key, this.where);
        }
      }
      yield piece;
    }
  }
}
