import type { PoolClient } from 'pg';
import type { Tenant } from '../catalog/tenant.entity.ts';
import { hasTable } from '../db/has-table.ts';
import { execute, type Queryable } from '../db/query.ts';
import { ident, type Sql, sql } from '../db/sql.ts';

/** "docs": with the tenant's id, the lock of who writes a tenant's documents. */
const DOCUMENTS_LOCK = 0x646f6373;

/** What a document's text is: JSON, as it was written, or any text. */
export type DocumentType = 'json' | 'text';

const documentTable = (tenant: Pick<Tenant, 'schemaName'>): Sql => ident(tenant.schemaName, 'document');

/** Whether the tenant has the table, which the first document makes: a reader must not ask it before. */
export const hasDocuments = (db: Queryable, tenant: Pick<Tenant, 'schemaName'>): Promise<boolean> =>
  hasTable(db, documentTable(tenant));

/** Waits until nobody else writes this tenant's documents, and keeps others waiting until the transaction ends. */
export async function lockDocuments(tx: PoolClient, tenant: Pick<Tenant, 'id'>): Promise<void> {
  await execute(tx, sql`select pg_advisory_xact_lock(${DOCUMENTS_LOCK}::integer, ${tenant.id}::integer)`);
}

/**
 * Makes a tenant's documents' table if it is not there yet; who calls it holds {@link lockDocuments}.
 *
 * - `value`: the text of a document, byte for byte; null of a secret
 * - `sealed`: a secret, encrypted (secrets/seal.ts); `key_id` says by which key
 * - `overt`: of a secret `config.json` what it says of models: mappings are no secret, and unify reads them in processes
 *   that have no key
 * - `size`: bytes of the text; `etag` is random, since one made of the content would let a secret be guessed
 */
export async function ensureDocumentTable(tx: PoolClient, tenant: Pick<Tenant, 'id' | 'schemaName'>): Promise<void> {
  if (await hasDocuments(tx, tenant)) return;
  await tx.query(
    sql`
      create table if not exists ${documentTable(tenant)} (
        name text collate "C" primary key,
        type text not null check (type in ('json', 'text')),
        value text,
        sealed bytea,
        key_id text,
        overt text,
        size integer not null,
        etag text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        check ((value is null) = (sealed is not null))
      )`.toQuery().text,
  );
}
