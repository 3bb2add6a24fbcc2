import type { PoolClient } from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { stagingTable } from '../../db/names.ts';
import { execute } from '../../db/query.ts';
import { empty, ident, join, type Sql, sql } from '../../db/sql.ts';
import type { EarlyPublication } from '../publish/early-publication.ts';
import { outversioned } from '../publish/version.ts';
import { putInt32 } from './binary-row.ts';
import { addedColumns, COPY_AHEAD, type CopyFormat, type CopyTarget, formatOption } from './copy-target.ts';
import type { Duplicates } from './duplicates.ts';
import type { Stage } from './stage.ts';

/**
 * Table of one run that COPY writes to; it lives no longer than the run's transaction. Unlogged, because nobody reads
 * it after a crash, and not temporary, because a sharded tenant's statements must find it on the tenant's node. What is published while
 * more is to come has a table of its own, so that nothing is looked through twice.
 */
export class StagingTable implements CopyTarget {
  readonly numberFields = 1;
  readonly early: CopyTarget['early'];
  private part = 1;

  constructor(
    private readonly tx: PoolClient,
    private readonly schema: string,
    private readonly runId: number,
    private readonly columns: string[],
    /** Whether records say which columns they lack, in `_absent`. */
    readonly tellsAbsent = false,
    publication?: EarlyPublication,
  ) {
    this.early = publication && {
      get to() {
        return publication.to;
      },
      publish: (n, superseded) => this.publishPart(publication, n, superseded),
    };
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
    await this.remove(superseded);
    if (version !== undefined) {
      const lacks = unversioned?.length ? sql`_n = any(${unversioned}::integer[])` : undefined;
      const replaced = outversioned(this.name, ident('_n'), version, lacks);
      await execute(this.tx, sql`delete from ${this.name} where _n in (${replaced})`);
    }
    // All that is to be told of these columns is that no two rows are alike: a tenth of the usual sample, 5 instead of 55 ms.
    await this.tx.query(sql`set local default_statistics_target = 10; analyze ${this.name} (_n, _key)`.toQuery().text);
  }

  /** @param size records that were not published before */
  stage(size: number): Stage {
    const columns = this.columns.filter((column) => column !== '_rest');
    return { cte: empty, from: this.name, columns, size, ...(this.part > 1 ? { all: this.all } : {}) };
  }

  async drop(): Promise<void> {
    await execute(this.tx, sql`drop table ${join(this.names)}`);
  }

  private async remove(numbers: readonly number[]): Promise<void> {
    if (numbers.length > 0) await execute(this.tx, sql`delete from ${this.name} where _n = any(${numbers}::integer[])`);
  }

  private get names(): Sql[] {
    return Array.from({ length: this.part }, (_, i) => ident(this.schema, stagingTable(this.runId, i + 1)));
  }

  private get name(): Sql {
    return this.names.at(-1)!;
  }

  private get all(): Sql {
    const parts = this.names.map((name) => sql`select * from ${name}`);
    return sql`(${join(parts, ' union all ')})`;
  }

  private async publishPart(publication: EarlyPublication, n: number, superseded: readonly number[]): Promise<void> {
    const published = await publication.publish(n, async (size) => {
      await this.remove(superseded);
      return this.stage(size);
    });
    if (!published) return;
    this.part++;
    await this.create();
  }
}
