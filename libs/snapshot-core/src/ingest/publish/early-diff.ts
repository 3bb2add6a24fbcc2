import type { PoolClient } from 'pg';
import { comparedTable } from '../../db/names.ts';
import { execute } from '../../db/query.ts';
import { ident, type Sql, sql } from '../../db/sql.ts';
import type { Stage } from '../stage/stage.ts';
import { type Compared, comparison, type DiffInput, LOOKED_UP_OF } from './diff.ts';

/** What a diff needs to know to compare records before all of them have come. */
export type EarlyDiffInput = Omit<DiffInput, 'stage' | 'absence' | 'early' | 'version' | 'outlives'>;

/**
 * Compares what is in a staging table with the snapshot while the rest of the delivery is still being read: Postgres else waits for
 * this process then, and this process for the comparison later (0.7 s for 150,000 of 1 M records). What was found lies in a table beside
 * it, and is published as if it was found then: the stream is locked, so its records stay what and where they are. Not for
 * streams with a version column, where what has come decides what counts.
 */
export class EarlyDiff {
  /** Number of the last record that was compared. */
  private to = 0;
  private readonly table: Sql;

  constructor(
    private readonly tx: PoolClient,
    private readonly input: EarlyDiffInput,
    runId: number,
  ) {
    this.table = ident(input.snapshot.schema, comparedTable(runId));
  }

  /**
   * Compares what has come since the last time. When that is much of what is stored, the rest is left to the publication, which does not
   * look up each record then.
   * @param stage up to the n-th record
   */
  async compare(stage: Stage, n: number): Promise<void> {
    if (n * LOOKED_UP_OF > (this.input.records ?? 0)) return;
    if (this.to === 0) await this.create();
    const part = sql`s._n > ${this.to}::integer`;
    await execute(
      this.tx,
      sql`
        insert into ${this.table} (_n, _key, at, op, prev, before, stored)
        ${comparison({ ...this.input, stage }, { part, size: 0, stored: sql`, t._hash as stored` })}`,
    );
    this.to = n;
  }

  /** What was compared; undefined when nothing was. */
  get compared(): Compared | undefined {
    return this.to > 0 ? { table: this.table, to: this.to } : undefined;
  }

  /** Takes out records that another one of the same key replaces. */
  async remove(numbers: readonly number[]): Promise<void> {
    if (this.to > 0) await execute(this.tx, sql`delete from ${this.table} where _n = any(${numbers}::integer[])`);
  }

  async drop(): Promise<void> {
    if (this.to > 0) await execute(this.tx, sql`drop table ${this.table}`);
  }

  private async create(): Promise<void> {
    await execute(
      this.tx,
      sql`
        create unlogged table ${this.table} (
          _n integer not null, _key text collate "C" not null, at tid, op text not null, prev bigint, before jsonb,
          stored uuid
        )`,
    );
  }
}
