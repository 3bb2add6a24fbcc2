import type { PoolClient } from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { execute } from '../../db/query.ts';
import { empty, ident, join, type Sql, sql } from '../../db/sql.ts';
import type { Compared } from '../publish/diff.ts';
import type { EarlyDiff } from '../publish/early-diff.ts';
import { outversioned } from '../publish/version.ts';
import { putInt32 } from './binary-row.ts';
import { addedColumns, COPY_AHEAD, type CopyFormat, type CopyTarget, formatOption } from './copy-target.ts';
import type { Duplicates } from './duplicates.ts';
import type { Stage } from './stage.ts';

/**
 * Table of one run that COPY writes to; it lives no longer than the run's transaction. Unlogged, because nobody reads
 * it after a crash, and not temporary, because a sharded tenant's statements must find it on the tenant's node.
 */
export class StagingTable implements CopyTarget {
  readonly numberFields = 1;
  readonly compare: CopyTarget['compare'];
  private readonly name: Sql;

  constructor(
    private readonly tx: PoolClient,
    schema: string,
    table: string,
    private readonly columns: string[],
    /** Whether records say which columns they lack, in `_absent`. */
    readonly tellsAbsent = false,
    private readonly early?: EarlyDiff,
  ) {
    this.name = ident(schema, table);
    if (early) this.compare = (n) => early.compare(this.stage(n), n);
  }

  async create(): Promise<void> {
    const columns = this.columns.map((column) => sql`, ${ident(column)} text`);
    await execute(
      this.tx,
      sql`
        create unlogged table ${this.name} (
          _n integer not null, ${this.tellsAbsent ? sql`_absent bytea,` : empty} _hash uuid, _key text collate "C" not null
          ${join(columns, '')}
        )`,
    );
  }

  async addColumns(columns: readonly string[]): Promise<void> {
    await execute(this.tx, sql`alter table ${this.name} ${addedColumns(columns)}`);
    this.columns.push(...columns);
  }

  prefix(n: number): string {
    return String(n);
  }

  putNumbers(n: number, target: Uint8Array, at: number): number {
    return putInt32(n, target, putInt32(4, target, at));
  }

  /** A stream that takes `_n,_hash,_key,` and the record's fields, row by row; `_absent` stands behind `_n`. */
  copy(format: CopyFormat): CopyStreamQuery {
    const options = formatOption(format);
    return this.tx.query(copyFrom(sql`copy ${this.name} from stdin (${options})`.toQuery().text, COPY_AHEAD));
  }

  /** Takes out records that another one of the same key replaces, and tells the planner how large the table is. */
  async settle({ superseded, version, unversioned }: Duplicates): Promise<void> {
    if (superseded.length > 0) {
      await execute(this.tx, sql`delete from ${this.name} where _n = any(${superseded}::integer[])`);
      await this.early?.remove(superseded);
    }
    if (version !== undefined) {
      const lacks = unversioned?.length ? sql`_n = any(${unversioned}::integer[])` : undefined;
      const replaced = outversioned(this.name, ident('_n'), version, lacks);
      await execute(this.tx, sql`delete from ${this.name} where _n in (${replaced})`);
    }
    // All that is to be told of these columns is that no two rows are alike: a tenth of the usual sample, 5 instead of 55 ms.
    await this.tx.query(sql`set local default_statistics_target = 10; analyze ${this.name} (_n, _key)`.toQuery().text);
  }

  stage(size: number): Stage {
    return { cte: empty, from: this.name, columns: this.columns.filter((column) => column !== '_rest'), size };
  }

  /** What of it was compared before all had come. */
  get compared(): Compared | undefined {
    return this.early?.compared;
  }

  async drop(): Promise<void> {
    await this.early?.drop();
    await execute(this.tx, sql`drop table ${this.name}`);
  }
}
