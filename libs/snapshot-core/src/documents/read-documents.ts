import type { Tenant } from '../catalog/tenant.entity.ts';
import type { Database } from '../db/database.ts';
import { first, type Queryable, rows } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';
import type { Secrets } from '../secrets/open-secrets.ts';
import { hasDocuments } from './document-table.ts';
import { type DocumentView, viewColumns } from './document-view.ts';

/** A document as it is stored. */
export interface StoredDocument extends DocumentView {
  /** Null of a secret. */
  value: string | null;
  sealed: Buffer | null;
  keyId: string | null;
}

/** A tenant's documents in order of name, after `after`; without their texts. */
export async function listDocuments(
  db: Pick<Database, 'pool'>,
  tenant: Tenant,
  page: { after?: string; limit: number },
): Promise<DocumentView[]> {
  if (!(await hasDocuments(db.pool, tenant))) return [];
  return rows<DocumentView>(
    db.pool,
    sql`
      select ${viewColumns}
      from ${ident(tenant.schemaName, 'document')}
      where name > ${page.after ?? ''}
      order by name
      limit ${page.limit}`,
  );
}

/** @throws WeftError `unknown_document` */
export async function getDocument(db: Pick<Database, 'pool'>, tenant: Tenant, name: string): Promise<StoredDocument> {
  const found = await findDocument(db.pool, tenant, name);
  if (found) return found;
  throw unknownDocument(tenant, name);
}

/**
 * The text of a document, a secret's decrypted.
 * @throws WeftError `unusable_secret`
 */
export async function textOf(
  secrets: Secrets,
  tenant: Pick<Tenant, 'name'>,
  { name, value, sealed, keyId }: StoredDocument,
): Promise<string> {
  if (sealed === null || keyId === null) return value!;
  return secrets.open([tenant.name, name], { sealed, keyId });
}

/** Undefined when the tenant has no such document. */
export async function findDocument(db: Queryable, tenant: Tenant, name: string): Promise<StoredDocument | undefined> {
  if (!(await hasDocuments(db, tenant))) return undefined;
  return first<StoredDocument>(
    db,
    sql`
      select ${viewColumns}, value, sealed, key_id as "keyId"
      from ${ident(tenant.schemaName, 'document')}
      where name = ${name}`,
  );
}

export const unknownDocument = (tenant: Pick<Tenant, 'name'>, name: string): WeftError =>
  new WeftError(
    'unknown_document',
    `tenant "${tenant.name}" has no document "${name}"`,
    `See its documents with \`weft documents ${tenant.name} list\`.`,
    { http: `See its documents with GET /v1/tenants/${tenant.name}/documents.` },
  );
