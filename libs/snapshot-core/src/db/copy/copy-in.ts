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
  private filled = 0;
  private readonly copy: CopyStreamQuery;
  private readonly failure: Promise<never>;
  private readonly fields: number;

  /**
   * @param columns in the order in which the fields of a row are added
   * @param freeze only for a table that this transaction has made: spares the next reader from marking each row
   */
  constructor(tx: PoolClient, table: Sql, columns: readonly string[], { freeze = false } = {}) {
    this.fields = columns.length;
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
    this.filled = this.chunk.writeInt16BE(this.fields, this.filled);
  }

  null(): void {
    this.room(4);
    this.filled = this.chunk.writeInt32BE(-1, this.filled);
  }

  int16(value: number): void {
    this.room(6);
    const at = this.chunk.writeInt32BE(2, this.filled);
    this.filled = this.chunk.writeInt16BE(value, at);
  }

  int32(value: number): void {
    this.room(8);
    const at = this.chunk.writeInt32BE(4, this.filled);
    this.filled = this.chunk.writeInt32BE(value, at);
  }

  /** A bigint from its upper and lower 32 bits. */
  int64(high: number, low: number): void {
    this.room(12);
    let at = this.chunk.writeInt32BE(8, this.filled);
    at = this.chunk.writeInt32BE(high | 0, at);
    this.filled = this.chunk.writeInt32BE(low | 0, at);
  }

  float64(value: number): void {
    this.room(12);
    const at = this.chunk.writeInt32BE(8, this.filled);
    this.filled = this.chunk.writeDoubleBE(value, at);
  }

  /** A text; for other types the bytes of their binary form. */
  bytes(value: Uint8Array): void {
    this.room(4 + value.length);
    const at = this.chunk.writeInt32BE(value.length, this.filled);
    this.chunk.set(value, at);
    this.filled = at + value.length;
  }

  text(value: string | null): void {
    if (value === null) return this.null();
    this.room(4 + value.length * 3); // no UTF-16 unit takes more than three bytes
    const length = this.chunk.write(value, this.filled + 4);
    this.chunk.writeInt32BE(length, this.filled);
    this.filled += 4 + length;
  }

  uuid(value: string): void {
    this.room(20);
    const at = this.chunk.writeInt32BE(16, this.filled);
    this.filled = at + this.chunk.write(value.replaceAll('-', ''), at, 'hex');
  }

  /** Sends what has gathered once it is worth it; waits while Postgres is behind. */
  async flush(): Promise<void> {
    if (this.filled >= CHUNK / 2) await this.send();
  }

  async finish(): Promise<void> {
    this.room(2);
    this.filled = this.chunk.writeInt16BE(-1, this.filled);
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
  }

  private async send(): Promise<void> {
    const full = this.copy.write(this.chunk.subarray(0, this.filled));
    this.chunk = Buffer.allocUnsafe(CHUNK);
    this.filled = 0;
    if (!full) await Promise.race([once(this.copy, 'drain'), this.failure]);
  }
}
