import type { Database } from '../db/database.ts';
import { streamSource } from '../db/names.ts';
import { type Queryable, rows } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import type { StreamColumn } from './stream.entity.ts';
import { getStream, type StreamRow } from './streams.ts';
import type { Tenant } from './tenant.entity.ts';

/** The snapshot table of a stream, as reads and the publish step need it. */
export function snapshotTableOf(tenant: Tenant, stream: StreamRow): SnapshotTable {
  return {
    schema: tenant.schemaName,
    table: stream.tableName,
    source: streamSource(stream.integration, stream.name),
    columns: stream.columns,
  };
}

/**
 * The snapshot table of a stream or, with integration `unified`, of a model.
 * @throws WeftError `unknown_stream`
 */
export async function getSnapshotTable(
  db: Database,
  tenant: Tenant,
  integration: string,
  name: string,
): Promise<SnapshotTable> {
  return snapshotTableOf(tenant, await getStream(db, tenant, integration, name));
}

/** A snapshot table, and how many records it has. */
export interface CountedTable extends SnapshotTable {
  records: number;
}

/** Every snapshot table of a tenant by the source of its changes, unified models included. */
export async function getSnapshotTables(tx: Queryable, tenant: Tenant): Promise<Map<string, CountedTable>> {
  const found = await rows<{
    integration: string;
    name: string;
    table: string;
    columns: StreamColumn[];
    records: number;
  }>(
    tx,
    sql`
      select integration, name, table_name as table, columns, record_count as records
      from weft.stream
      where tenant_id = ${tenant.id}`,
  );
  return new Map(
    found.map(({ integration, name, table, columns, records }) => {
      const source = streamSource(integration, name);
      return [source, { schema: tenant.schemaName, table, source, columns, records }];
    }),
  );
}
