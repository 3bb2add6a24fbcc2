import type { PoolClient } from 'pg';
import {
  copyOut,
  type CountedTable,
  copyOutLines,
  empty,
  join,
  literal,
  type SnapshotTable,
  type Sql,
  sql,
  type StreamColumn,
  tableOf,
  valueOf,
} from '@app/snapshot-core';
import { sourceName } from '../../model/source-record.ts';
import type { ModelSource, UnifiedModel } from '../../model/unified-model.ts';
import type { MappingError } from '../../project/mapping-error.ts';
import type { Pace } from '../pace.ts';
import { columnsRead } from '../source-columns.ts';
import type { ProjectedRows } from './project-lines.ts';
import { ReadCrew } from './read-crew.ts';
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
  tables: ReadonlyMap<string, CountedTable>,
  members: Sql | undefined,
  report: (fault: MappingError) => void,
  pace: Pace,
): Promise<ReadPool> {
  const pool = new RecordPool();
  const goneIds: string[] = [];
  const sources = model.sources.filter((source) => tables.has(sourceName(source)));
  const columns = sources.map((source) => columnsRead(model, source, tables.get(sourceName(source))!.columns));
  const rowSources = sources.map((source, i) => ({ source, columns: columns[i]!.map(({ name }) => name) }));
  const expected = sources.reduce((sum, source) => sum + tables.get(sourceName(source))!.records, 0);
  const crew = new ReadCrew({ model, sources: rowSources }, report, pace, { expected });
  pace.tell('read', 0);
  try {
    for (const [place, source] of sources.entries()) {
      pool.beginSource(source.integration, source.stream);
      const query = rowsQuery(tables.get(sourceName(source))!, columns[place]!, source, members);
      await readSource(copyOutLines(tx, query), place, crew, pool, goneIds);
    }
  } finally {
    await crew.close();
  }
  if (members) {
    const known = new Map(sources.map((source) => [sourceName(source), tables.get(sourceName(source))!]));
    for await (const batch of copyOut(tx, goneMembers(members, known))) goneIds.push(...batch.map(([id]) => id!));
  }
  return { pool, goneIds };
}

/** Rows of a source: key, unified id of its member, and the columns. */
function rowsQuery(
  snapshot: SnapshotTable,
  columns: readonly StreamColumn[],
  source: ModelSource,
  members: Sql | undefined,
): Sql {
  const values = columns.map((column) => sql`, ${valueOf(column)}`);
  const previous = members
    ? sql`left join (${members}) member on member.source = ${literal(sourceName(source))} and member.key = t._key`
    : empty;
  return sql`
    select t._key, ${members ? sql`member.unified_id` : sql`null`} ${join(values, '')}
    from ${tableOf(snapshot)} t ${previous}`;
}

/** Lines that are being projected, or are done and wait for those before them: some MB at most. */
const MOST_OPEN = 16;

/** Projects all rows of a source, and adds them to the pool in the order in which they came. */
export async function readSource(
  batches: AsyncIterable<Buffer>,
  place: number,
  crew: ReadCrew,
  pool: RecordPool,
  goneIds: string[],
): Promise<void> {
  const open: (() => Promise<ProjectedRows>)[] = [];
  const take = async (): Promise<void> => {
    const rows = await open.shift()!();
    pool.append(rows);
    goneIds.push(...rows.dropped);
    crew.records = pool.length;
  };
  for await (const lines of batches) {
    open.push(await crew.project(place, lines));
    if (open.length > MOST_OPEN) await take();
  }
  while (open.length > 0) await take();
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
