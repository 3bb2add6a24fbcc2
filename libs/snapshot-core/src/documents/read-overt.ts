import type { Tenant } from '../catalog/tenant.entity.ts';
import { first, type Queryable } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import { hasDocuments } from './document-table.ts';

/**
 * What can be read of a document without the secret key: its text or, of a secret, the part that was given with it as
 * overt. Undefined when the tenant has no such document, or nothing of it is overt.
 */
export async function readOvert(
  db: Queryable,
  tenant: Pick<Tenant, 'schemaName'>,
  name: string,
): Promise<string | undefined> {
  if (!(await hasDocuments(db, tenant))) return undefined;
  const row = await first<{ text: string | null }>(
    db,
    sql`
      select coalesce(value, overt) as text
      from ${ident(tenant.schemaName, 'document')}
      where name = ${name}`,
  );
  return row?.text ?? undefined;
}
