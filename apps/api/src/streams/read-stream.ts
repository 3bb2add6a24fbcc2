import { type Database, getSnapshotTable, type SnapshotTable, type Tenant, WeftError } from '@app/snapshot-core';

/** Models are kept like streams under this name, but read under …/unified, which knows their sources and ids. */
export const MODEL_INTEGRATION = 'unified';

/** @throws WeftError `unknown_stream` */
export function getStreamTable(
  db: Database,
  tenant: Tenant,
  integration: string,
  stream: string,
): Promise<SnapshotTable> {
  if (integration !== MODEL_INTEGRATION) return getSnapshotTable(db, tenant, integration, stream);
  throw new WeftError(
    'unknown_stream',
    `tenant "${tenant.name}" has no stream ${integration}.${stream}`,
    `Read unified records with GET …/unified/${stream}.`,
  );
}

/**
 * A record with only the fields asked for.
 * @throws WeftError `invalid` naming every field that the stream does not have
 */
export function selectFields<Record extends { data: object }>(
  snapshot: SnapshotTable,
  fields: readonly string[] | undefined,
): (record: Record) => Record {
  if (fields === undefined) return (record) => record;
  const known = snapshot.columns.map(({ name }) => name);
  const unknown = fields.filter((field) => !known.includes(field));
  if (unknown.length > 0) {
    throw new WeftError(
      'invalid',
      `${snapshot.source} has no field ${unknown.map((field) => `"${field}"`).join(', ')}`,
      `Its fields are ${known.join(', ')}.`,
    );
  }
  const wanted = new Set(fields);
  return (record) => ({
    ...record,
    data: Object.fromEntries(Object.entries(record.data).filter(([name]) => wanted.has(name))),
  });
}
