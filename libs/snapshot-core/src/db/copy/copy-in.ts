import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { ident, join, type Sql, sql } from '../sql.ts';
import { closeCopy } from './close-copy.ts';

/** Bytes gathered before they are sent. */
const CHUNK = 1 << 18;

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/**
 * Writes rows into a table by COPY in its binary format: numbers and texts go as they are in memory, without being written
 * out and read again. Fields are added one after the other, `row` before each row; `flush` has to be awaited every so many
 * rows, and `finish` or `abort` in the end.
 */
export class CopyIn {
  /** Rows begun. */
  rows = 0;
  private chunk = Buffer.allocUnsafe(CHUNK);
  /** The same bytes: numbers written by it cost a third of what Buffer's own methods take. */
  private view = viewOf(this.chunk);
  private filled = 0;
  private readonly copy: CopyStreamQuery;
  private readonly failure: Promise<never>;
  private readonly width: number;

  /**
   * @param columns in the order in which the fields of a row are added
   * @param freeze only for a table that this transaction has made: spares the next reader from marking each row
   */
  constructor(tx: PoolClient, table: Sql, columns: readonly string[], { freeze = false } = {}) {
    this.width = columns.length;
    const names = join(columns.map((column) => ident(column)));
    const options = freeze ? sql`format binary, freeze` : sql`format binary`;
    this.copy = tx.query(copyFrom(sql`copy ${table} (${names}) from stdin (${options})`.toQuery().text));
    // COPY fails at any time, also while nobody waits: remembered for the next flush.
    this.failure = once(this.copy, 'error').then(([error]) => Promise.reject(error as Error));
    this.failure.catch(() => undefined);
    SIGNATURE.copy(this.chunk, 0);
    this.filled = SIGNATURE.length;
  }

  row(): void {
    this.rows += 1;
    this.room(2);
    this.view.setInt16(this.filled, this.width);
    this.filled += 2;
  }

  null(): void {
    this.room(4);
    this.view.setInt32(this.filled, -1);
    this.filled += 4;
  }

  int16(value: number): void {
    this.room(6);
    this.view.setInt32(this.filled, 2);
    this.view.setInt16(this.filled + 4, value);
    this.filled += 6;
  }

  int32(value: number): void {
    this.room(8);
    this.view.setInt32(this.filled, 4);
    this.view.setInt32(this.filled + 4, value);
    this.filled += 8;
  }

  /** A bigint from its upper and lower 32 bits. */
  int64(high: number, low: number): void {
    this.room(12);
    this.view.setInt32(this.filled, 8);
    this.view.setInt32(this.filled + 4, high);
    this.view.setInt32(this.filled + 8, low);
    this.filled += 12;
  }

  float64(value: number): void {
    this.room(12);
    this.view.setInt32(this.filled, 8);
    this.view.setFloat64(this.filled + 4, value);
    this.filled += 12;
  }

  /** A text; for other types the bytes of their binary form. */
  bytes(value: Uint8Array): void {
    this.room(4 + value.length);
    this.view.setInt32(this.filled, value.length);
    this.chunk.set(value, this.filled + 4);
    this.filled += 4 + value.length;
  }

  /** Fields of a row as a RowPacker wrote them. */
  fields(packed: Uint8Array): void {
    this.room(packed.length);
    this.chunk.set(packed, this.filled);
    this.filled += packed.length;
  }

  text(value: string | null): void {
    if (value === null) return this.null();
    this.room(4 + value.length * 3); // no UTF-16 unit takes more than three bytes
    const length = this.chunk.write(value, this.filled + 4);
    this.view.setInt32(this.filled, length);
    this.filled += 4 + length;
  }

  uuid(value: string): void {
    this.room(20);
    this.view.setInt32(this.filled, 16);
    this.filled += 4 + this.chunk.write(value.replaceAll('-', ''), this.filled + 4, 'hex');
  }

  /** Sends what has gathered once it is worth it; waits while Postgres is behind. */
  async flush(): Promise<void> {
    if (this.filled >= CHUNK / 2) await this.send();
  }

  async finish(): Promise<void> {
    this.room(2);
    this.view.setInt16(this.filled, -1);
    this.filled += 2;
    await this.send();
    this.copy.end();
    await finished(this.copy);
  }

  /** Ends the COPY without its rows; to be awaited before the transaction is rolled back. */
  async abort(error: Error): Promise<void> {
    await closeCopy(this.copy, error);
  }

  private room(bytes: number): void {
    if (this.filled + bytes <= this.chunk.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.chunk.length * 2, this.filled + bytes));
    this.chunk.copy(larger, 0, 0, this.filled);
    this.chunk = larger;
    this.view = viewOf(larger);
  }

  private async send(): Promise<void> {
    const full = this.copy.write(this.chunk.subarray(0, this.filled));
    this.chunk = Buffer.allocUnsafe(CHUNK);
    this.view = viewOf(this.chunk);
    this.filled = 0;
    if (!full) await Promise.race([once(this.copy, 'drain'), this.failure]);
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView => new DataView(buffer, byteOffset, byteLength);
