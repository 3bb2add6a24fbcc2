import { getSnapshotTables, type Queryable, readByKeys, type Tenant } from '@app/snapshot-core';
import { parseRef, sourceName } from '../model/source-record.ts';

/**
 * Those of the records, `integration.stream:key`, that the tenant does not have now: what is decided about one holds once it comes,
 * which is as it should be for what is to come, and worth a word where it is a slip.
 */
export async function absentRecords(db: Queryable, tenant: Tenant, refs: readonly string[]): Promise<string[]> {
  const tables = await getSnapshotTables(db, tenant);
  const absent: string[] = [];
  // Two at the most.
  for (const text of refs) {
    const ref = parseRef(text)!;
    const snapshot = tables.get(sourceName(ref));
    if (!snapshot || !(await readByKeys(db, snapshot, [ref.key])).has(ref.key)) absent.push(text);
  }
  return absent;
}
