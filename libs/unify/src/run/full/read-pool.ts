import type { PoolClient } from 'pg';
import { copyOut, empty, join, literal, type SnapshotTable, type Sql, sql, tableOf, valueOf } from '@app/snapshot-core';
import { sourceName } from '../../model/source-record.ts';
import type { ModelSource, UnifiedModel } from '../../model/unified-model.ts';
import type { MappingError } from '../../project/mapping-error.ts';
import { belongs, projectRecord } from '../../project/project-record.ts';
import type { RecordData } from '../../project/read-path.ts';
import { projectionText } from '../../store/projection-text.ts';
import type { Pace } from '../pace.ts';
import { columnsRead } from '../source-columns.ts';
import { RecordPool } from './record-pool.ts';

/** Everything a full run starts from. */
export interface ReadPool {
  pool: RecordPool;
  /** Ids of unified records of members that are no more. */
  goneIds: string[];
}

/**
 * Reads all records of a model's sources and projects them.
 * @param report told of mappings that fail on a record
 * @param members the members of the run before, `select source, key, unified_id`; undefined when there was none
 */
export async function readPool(
  tx: PoolClient,
  model: UnifiedModel,
  tables: ReadonlyMap<string, SnapshotTable>,
  members: Sql | undefined,
  report: (fault: MappingError) => void,
  pace: Pace,
): Promise<ReadPool> {
  const pool = new RecordPool();
  const goneIds: string[] = [];
  const sources = model.sources.filter((source) => tables.has(sourceName(source)));
  pace.tell('read', 0);
  for (const source of sources) {
    const dropped = await readSource(tx, model, source, tables.get(sourceName(source))!, members, pool, report, pace);
    goneIds.push(...dropped);
  }
  if (members) {
    const known = new Map(sources.map((source) => [sourceName(source), tables.get(sourceName(source))!]));
    for await (const batch of copyOut(tx, goneMembers(members, known))) goneIds.push(...batch.map(([id]) => id!));
  }
  return { pool, goneIds };
}

/** Returns ids of records that do not belong to the model any more. */
async function readSource(
  tx: PoolClient,
  model: UnifiedModel,
  source: ModelSource,
  snapshot: SnapshotTable,
  members: Sql | undefined,
  pool: RecordPool,
  report: (fault: MappingError) => void,
  pace: Pace,
): Promise<string[]> {
  const dropped: string[] = [];
  const columns = columnsRead(model, source, snapshot.columns);
  pool.beginSource(source.integration, source.stream);
  const values = columns.map((column) => sql`, ${valueOf(column)}`);
  const previous = members
    ? sql`left join (${members}) member on member.source = ${literal(sourceName(source))} and member.key = t._key`
    : empty;
  const query = sql`
    select t._key, ${members ? sql`member.unified_id` : sql`null`} ${join(values, '')}
    from ${tableOf(snapshot)} t ${previous}`;
  for await (const batch of copyOut(tx, query)) {
    for (const [key, id, ...fields] of batch) {
      const record: Record<string, string | null> = {};
      for (let i = 0; i < columns.length; i += 1) record[columns[i]!.name] = fields[i]!;
      const projection = projectRecord(model, source, record as RecordData, { key: key!, report });
      if (belongs(source, projection)) pool.push(key!, projectionText(model, projection), id!);
      else if (id != null) dropped.push(id);
      if (pace.due()) await pace.breathe('read', pool.length);
    }
  }
  return dropped;
}

/** Unified ids of members whose record, or whose source, is not there any more. */
function goneMembers(members: Sql, tables: ReadonlyMap<string, SnapshotTable>): Sql {
  const missing = [...tables].map(
    ([source, snapshot]) => sql`
      select member.unified_id
      from (${members}) member
      where member.source = ${literal(source)} and member.unified_id is not null
        and not exists (select from ${tableOf(snapshot)} t where t._key = member.key)
      union`,
  );
  const known = join(
    [...tables.keys()].map((source) => sql`and member.source <> ${literal(source)}`),
    ' ',
  );
  return sql`
    ${join(missing, ' ')}
    select member.unified_id
    from (${members}) member
    where member.unified_id is not null ${known}`;
}
