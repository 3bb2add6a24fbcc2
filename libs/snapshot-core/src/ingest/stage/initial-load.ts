import type { PoolClient } from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { execute, first } from '../../db/query.ts';
import { ident, join, type Sql, sql } from '../../db/sql.ts';
import { addChangeKey, emptyChangeLog } from '../../changes/refill-log.ts';
import { columnValue } from '../../snapshot/column-value.ts';
import { addPrimaryKey, type SnapshotTable, tableOf } from '../../snapshot/snapshot-table.ts';
import { noteDeletedVersions } from '../publish/deleted-versions.ts';
import { isDeletedWhen } from '../publish/deleted-when.ts';
import type { Published } from '../publish/publish.ts';
import { outversioned } from '../publish/version.ts';
import type { StreamSettings } from '../settings.ts';
import { putBigintField } from './binary-row.ts';
import { addedColumns, COPY_AHEAD, type CopyFormat, type CopyTarget, formatOption } from './copy-target.ts';
import type { Duplicates } from './duplicates.ts';

/**
 * The first delivery of a stream, when it is large: copied straight into the snapshot table that this transaction has
 * made. There is nothing to compare with, so staging would only write everything twice (1 M × 20: 8 s this
 * way, 14.6 s through staging). FREEZE is allowed for a table of this transaction, and spares the next reader from marking each row
 * as committed.
 *
 * The feed stays locked from the first copied record on, since records carry their final sequence numbers; a publish of
 * the same tenant waits that long, as it would for the publication of a staged load.
 */
export class InitialLoad implements CopyTarget {
  readonly tellsAbsent = false;
  readonly numberFields = 2;
  private base = 0;
  private readonly feed: Sql;

  constructor(
    private readonly tx: PoolClient,
    private readonly snapshot: SnapshotTable,
    /** Identifiers of the delivery's columns, in its order. */
    private readonly columns: string[],
  ) {
    this.feed = ident(snapshot.schema, 'feed');
  }

  async create(): Promise<void> {
    const feed = await first<{ base: number }>(this.tx, sql`select last_seq as base from ${this.feed} for update`);
    this.base = feed!.base;
  }

  /** Adds columns to the snapshot table itself. */
  async addColumns(columns: readonly string[]): Promise<void> {
    await execute(this.tx, sql`alter table ${tableOf(this.snapshot)} ${addedColumns(columns)}`);
    this.columns.push(...columns);
  }

  prefix(n: number): string {
    const seq = String(this.base + n);
    return `${seq},${seq}`;
  }

  putNumbers(n: number, target: Uint8Array, at: number): number {
    const seq = this.base + n;
    return putBigintField(seq, target, putBigintField(seq, target, at));
  }

  copy(format: CopyFormat): CopyStreamQuery {
    const columns = ['_created_seq', '_changed_seq', '_hash', '_key', ...this.columns].map((column) => ident(column));
    const options = sql`${formatOption(format)}, freeze`;
    const statement = sql`copy ${tableOf(this.snapshot)} (${join(columns)}) from stdin (${options})`;
    return this.tx.query(copyFrom(statement.toQuery().text, COPY_AHEAD));
  }

  /**
   * Publishes what was copied: takes out what does not count, gives the rest their changes.
   * @param copied records that were copied
   * @param duplicates those that another one of the same key replaces
   * @param settings `deletedWhen`: such records are not there to begin with; of those that count, the version is noted
   */
  async publish(
    runId: number,
    copied: number,
    { superseded, version, unversioned }: Duplicates,
    settings: Pick<StreamSettings, 'deletedWhen' | 'version'>,
  ): Promise<Published> {
    const table = tableOf(this.snapshot);
    const flags = this.flags(settings.deletedWhen);
    const conditions: Sql[] = [];
    if (superseded.length > 0)
      conditions.push(sql`_created_seq - ${this.base}::bigint = any(${superseded}::integer[])`);
    if (version !== undefined) {
      const lacks = unversioned?.length
        ? sql`_created_seq - ${this.base}::bigint = any(${unversioned}::integer[])`
        : undefined;
      conditions.push(sql`_created_seq in (${outversioned(table, ident('_created_seq'), version, lacks)})`);
    }
    await this.noteDeleted(runId, flags, conditions, settings.version);
    conditions.push(...flags);
    const removed =
      conditions.length === 0 ? 0 : await execute(this.tx, sql`delete from ${table} where ${join(conditions, ' or ')}`);
    const created = copied - removed;
    if (removed > 0) await this.closeGaps();
    await addPrimaryKey(this.tx, this.snapshot);
    await this.log(runId);
    await execute(this.tx, sql`update ${this.feed} set last_seq = ${this.base}::bigint + ${created}::bigint`);
    const seq = created === 0 ? null : { from: this.base + 1, to: this.base + created };
    return { created, updated: 0, deletedByFlag: 0, deletedByAbsence: 0, held: 0, released: 0, seq };
  }

  private async noteDeleted(runId: number, flags: readonly Sql[], replaced: readonly Sql[], name: string | undefined) {
    const version = this.snapshot.columns.find((each) => each.name === name);
    if (flags.length === 0 || !version) return;
    await noteDeletedVersions(this.tx, {
      ...this.snapshot,
      runId,
      key: sql`_key`,
      version: columnValue(version),
      from: tableOf(this.snapshot),
      conditions: [sql`(${join(flags, ' or ')})`, ...replaced.map((condition) => sql`not (${condition})`)],
    });
  }

  /** A tenant's very first load finds the log empty: then it is filled as a new table is, without write-ahead log. */
  private async log(runId: number): Promise<void> {
    const refills = this.base === 0 && (await emptyChangeLog(this.tx, this.snapshot.schema));
    await execute(
      this.tx,
      sql`
        insert into ${ident(this.snapshot.schema, 'change')} (seq, run_id, source, key, op)
        select _created_seq, ${runId}::integer, ${this.snapshot.source}, _key, 'created'
        from ${tableOf(this.snapshot)}`,
    );
    if (refills) await addChangeKey(this.tx, this.snapshot.schema);
  }

  private flags(deletedWhen: Readonly<Record<string, string>>): Sql[] {
    return Object.entries(deletedWhen).flatMap(([name, value]) => {
      const column = this.snapshot.columns.find((each) => each.name === name);
      return column ? [isDeletedWhen(columnValue(column), value)] : [];
    });
  }

  /** Sequence numbers are dense, also where records were taken out. */
  private async closeGaps(): Promise<void> {
    const table = tableOf(this.snapshot);
    await execute(
      this.tx,
      sql`
        with numbered as (
          select _created_seq, ${this.base}::bigint + row_number() over (order by _created_seq) as seq
          from ${table}
        )
        update ${table} t
        set _created_seq = seq, _changed_seq = seq
        from numbered
        where t._created_seq = numbered._created_seq and t._created_seq <> seq`,
    );
  }
}
