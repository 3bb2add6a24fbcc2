import { execute, first, type Queryable } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { deliveredUnder, ensureVersionTables, isActivated, notedVersions } from './version-tables.ts';

/** Keys noted of a stream are put together when there are more of them than this, and twice as many as it has records. */
const MANY_KEYS = 100_000;

/** Notes that records were delivered under a version, in the transaction that writes them. */
export async function noteDelivered(
  tx: Queryable,
  { schema, source }: { schema: string; source: string },
  version: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await ensureVersionTables(tx, schema);
  const delivered = deliveredUnder(schema);
  // Without a note, a record is one of the active version.
  if (await isActivated(tx, schema, source, version)) return;
  await execute(
    tx,
    sql`insert into ${delivered} (source, version, keys) values (${source}, ${version}, ${keys}::text[])`,
  );
  const noted = await first<{ n: number }>(
    tx,
    sql`select coalesce(sum(cardinality(keys)), 0)::bigint as n from ${delivered} where source = ${source}`,
  );
  if (noted!.n > MANY_KEYS && noted!.n > 2 * (await countRecords(tx, schema, source)))
    await compact(tx, schema, source);
}

/** One note a key: taps that never come to activate a version deliver the same keys under many. */
async function compact(tx: Queryable, schema: string, source: string): Promise<void> {
  const delivered = deliveredUnder(schema);
  await execute(
    tx,
    sql`
      with noted as (${notedVersions(schema, source)}),
      forgotten as (
        delete from ${delivered}
        where source = ${source}
      )
      insert into ${delivered} (source, version, keys)
      select ${source}::text, version, array_agg(key)
      from noted
      group by version`,
  );
}

async function countRecords(tx: Queryable, schema: string, source: string): Promise<number> {
  const found = await first<{ n: number }>(
    tx,
    sql`
      select coalesce(max(stream.record_count), 0) as n
      from weft.stream
      join weft.tenant on tenant.id = stream.tenant_id
      where tenant.schema_name = ${schema} and stream.integration || '.' || stream.name = ${source}`,
  );
  return found!.n;
}
