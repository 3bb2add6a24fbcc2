import {
  addColumns,
  createSnapshotTable,
  lockStream,
  type SnapshotTable,
  snapshotTableOf,
  type StreamColumn,
  type StreamRow,
  type Tenant,
} from '@app/snapshot-core';
import type { PoolClient } from 'pg';
import { relationsOf, rollupsOf, type UnifiedModel } from '../model/unified-model.ts';
import { PROVENANCE_COLUMN, REFERENCES_COLUMN, SOURCES_COLUMN } from './golden-columns.ts';

export interface UnifiedTarget {
  /** As it was found. */
  before: StreamRow;
  stream: StreamRow;
  snapshot: SnapshotTable;
  /** This transaction has made the table; it has no primary key yet. */
  isNew: boolean;
}

/**
 * A model's table of unified records, made or extended as the model needs, and locked until the transaction ends. It is
 * kept as a stream of the integration `unified`, so that everything that reads snapshots and changes reads it, too.
 */
export async function openUnifiedTarget(tx: PoolClient, tenant: Tenant, model: UnifiedModel): Promise<UnifiedTarget> {
  const stream = await lockStream(tx, tenant, 'unified', model.name);
  const wanted = columnsOf(model);
  const known = new Set(stream.columns.map(({ name }) => name));
  const added = wanted.filter(({ name }) => !known.has(name));
  // A field that keeps many values now, or no longer, has another type.
  const types = new Map(wanted.map(({ name, type }) => [name, type]));
  const kept = stream.columns.map((column) => ({ ...column, type: types.get(column.name) ?? column.type }));
  const snapshot = snapshotTableOf(tenant, { ...stream, columns: [...kept, ...added] });
  const isNew = stream.keyColumns === null;
  if (isNew) await createSnapshotTable(tx, snapshot);
  else await addColumns(tx, snapshot, added);
  return { before: stream, stream: { ...stream, keyColumns: ['id'], columns: snapshot.columns }, snapshot, isNew };
}

function columnsOf(model: UnifiedModel): StreamColumn[] {
  const typeOf = (field: string) => (model.many?.includes(field) ? 'json' : 'string');
  const fields = model.order.map((name): StreamColumn => ({ name, identifier: name, type: typeOf(name) }));
  return [
    ...fields,
    { name: SOURCES_COLUMN, identifier: SOURCES_COLUMN, type: 'json' },
    { name: PROVENANCE_COLUMN, identifier: PROVENANCE_COLUMN, type: 'json', silent: true },
    ...relatedColumns(model),
  ];
}

function relatedColumns(model: UnifiedModel): StreamColumn[] {
  const relations = relationsOf(model);
  const column = (name: string, type: StreamColumn['type']): StreamColumn => ({ name, identifier: name, type });
  return [
    ...relations.map((name) => column(name, 'string')),
    ...(relations.length === 0 ? [] : [{ ...column(REFERENCES_COLUMN, 'json'), silent: true as const }]),
    ...rollupsOf(model).map((name) => column(name, model.rollups![name]!.sum === undefined ? 'integer' : 'number')),
  ];
}
