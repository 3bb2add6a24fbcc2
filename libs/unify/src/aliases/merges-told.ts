import type { PoolClient } from 'pg';
import {
  copyOut,
  empty,
  hasTable,
  join,
  mergedRecordTable,
  readByKeys,
  rows,
  type SnapshotTable,
  sql,
  tableOf,
  valueOf,
} from '@app/snapshot-core';
import { sourceName } from '../model/source-record.ts';
import type { Mapping, ModelSource, UnifiedModel } from '../model/unified-model.ts';
import { attemptMapping } from '../project/attempt-mapping.ts';
import { mappedRecord } from '../project/evaluate-mapping.ts';
import type { MappingError } from '../project/mapping-error.ts';
import type { RecordData } from '../project/read-path.ts';
import type { ChangedKeys } from '../run/changed-records.ts';
import { columnsRead } from '../run/source-columns.ts';
import { type Alias, aliasTable, hasAliases } from './alias-table.ts';

/** Whether a source of the model tells of merges. */
export const tellsMerges = ({ sources }: UnifiedModel): boolean =>
  sources.some(({ mergedInto, mergedIds }) => mergedInto !== undefined || mergedIds !== undefined);

/**
 * The merges that the sources of a model tell of: by deleted records that name the one they were merged into (noted by ingest), and by
 * records that are there, which name either side.
 * @param changed the records to ask; undefined for all
 */
export async function mergesTold(
  tx: PoolClient,
  schema: string,
  model: UnifiedModel,
  snapshots: ReadonlyMap<string, SnapshotTable>,
  changed: readonly ChangedKeys[] | undefined,
  report: (fault: MappingError) => void,
): Promise<Alias[]> {
  const told: Alias[] = [];
  for (const source of model.sources) {
    const name = sourceName(source);
    const snapshot = snapshots.get(name);
    if (!snapshot || (source.mergedInto === undefined && source.mergedIds === undefined)) continue;
    if (source.mergedInto !== undefined) told.push(...(await notedByIngest(tx, schema, model.name, name)));
    if (changed === undefined) {
      for await (const [key, values] of candidates(tx, model, source, snapshot))
        told.push(...aliasesOf(model, source, key, values, report));
    } else {
      const keys = changed.flatMap((each) => (each.source === name ? each.keys : []));
      const records = keys.length === 0 ? [] : await readByKeys(tx, snapshot, keys);
      for (const [key, { values }] of records) told.push(...aliasesOf(model, source, key, values, report));
    }
  }
  return told.filter(({ ref, into }) => ref !== into);
}

/** Records that have a value where merges are told: of a million accounts few do, and only those columns are read. */
async function* candidates(
  tx: PoolClient,
  model: UnifiedModel,
  source: ModelSource,
  snapshot: SnapshotTable,
): AsyncGenerator<[key: string, data: RecordData]> {
  const told = [source.mergedInto, source.mergedIds].filter((mapping) => mapping !== undefined);
  const map = Object.fromEntries(told.map((mapping, i) => [String(i), mapping]));
  const asked: ModelSource = { ...source, map, updatedAt: told[0] };
  const columns = columnsRead({ ...model, relations: undefined }, asked, snapshot.columns);
  if (columns.length === 0) return;
  const some = join(
    columns.map((column) => sql`${valueOf(column)} is not null`),
    ' or ',
  );
  const values = columns.map((column) => sql`, ${valueOf(column)}`);
  const query = sql`select t._key ${join(values, '')} from ${tableOf(snapshot)} t where ${some}`;
  for await (const batch of copyOut(tx, query)) {
    for (const [key, ...fields] of batch) {
      yield [key!, Object.fromEntries(columns.map(({ name }, i) => [name, fields[i] ?? null]))];
    }
  }
}

/** Merges that ingest has noted and that are no aliases of the model yet: a source that merges much has told of most before. */
async function notedByIngest(tx: PoolClient, schema: string, model: string, source: string): Promise<Alias[]> {
  const noted = mergedRecordTable(schema);
  if (!(await hasTable(tx, noted))) return [];
  const known = (await hasAliases(tx, schema))
    ? sql`and not exists (select from ${aliasTable(schema)} where model = ${model} and ref = told.ref and into_ref = told.into)`
    : empty;
  return rows<Alias>(
    tx,
    sql`
      select told.ref, told.into
      from ${noted} noted
      cross join lateral (
        select noted.source || ':' || noted.key as ref, noted.source || ':' || noted.into_key as into
      ) as told
      where noted.source = ${source} ${known}
      order by noted.key`,
  );
}

/** What one record says of merges; a mapping that fails says nothing. */
function aliasesOf(
  model: UnifiedModel,
  source: ModelSource,
  key: string,
  data: RecordData,
  report: (fault: MappingError) => void,
): Alias[] {
  const record = mappedRecord(data);
  const attempt = (field: string, mapping: Mapping | undefined): string | null =>
    mapping === undefined ? null : attemptMapping(mapping, record, { model: model.name, source, key, field }, report);
  const refOf = (each: string) => `${sourceName(source)}:${each}`;
  const [into, merged] = [attempt('merged_into', source.mergedInto), attempt('merged_ids', source.mergedIds)];
  return [
    ...(into === null ? [] : [{ ref: refOf(key), into: refOf(into) }]),
    ...mergedKeys(merged ?? '').map((each) => ({ ref: refOf(each), into: refOf(key) })),
  ];
}

/** HubSpot writes `12;34`, `12:1699999999999;34:…` (with times), or a list; others a comma. */
function mergedKeys(text: string): string[] {
  const keys = text.replace(/[[\]"'\s]/g, '').split(/[;,]/);
  return keys.map((key) => key.replace(/:.*$/, '')).filter((key) => key !== '');
}
