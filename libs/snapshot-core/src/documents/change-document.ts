import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Tenant } from '../catalog/tenant.entity.ts';
import type { Database } from '../db/database.ts';
import { first, transaction } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';
import type { Secrets } from '../secrets/open-secrets.ts';
import { checkCondition, type WriteCondition } from './conditions.ts';
import { type DocumentType, ensureDocumentTable, lockDocuments } from './document-table.ts';
import { type DocumentView, viewColumns, viewOf } from './document-view.ts';
import { findDocument, type StoredDocument, textOf } from './read-documents.ts';

/** What a write is allowed to do, and what belongs to it. */
export interface WriteContext extends WriteCondition {
  /**
   * Looks at the text before it is written, null when the document goes; what it throws keeps it from being written.
   * Returns the part of it that is kept in the clear should the document be a secret.
   */
  admit?: (tx: PoolClient, text: string | null) => Promise<string | undefined>;
  /** Called in the transaction once a text has been written that differs from the one before. */
  onWritten?: (tx: PoolClient) => Promise<void>;
}

/** What a write did. */
export interface WrittenDocument {
  document: DocumentView;
  change: 'created' | 'updated' | 'unchanged';
}

/** One write at a time: what it was decided on is still so when it is written. */
export function changeDocument<T>(
  db: Database,
  tenant: Tenant,
  name: string,
  condition: WriteCondition,
  work: (tx: PoolClient, before: StoredDocument | undefined) => Promise<T>,
): Promise<T> {
  return transaction(db.pool, async (tx) => {
    await lockDocuments(tx, tenant);
    const before = await findDocument(tx, tenant, name);
    checkCondition(tenant, name, before, condition);
    return work(tx, before);
  });
}

/** Writes a text within {@link changeDocument}; the same text again changes nothing. */
export async function writeText(
  tx: PoolClient,
  secrets: Secrets,
  tenant: Tenant,
  before: StoredDocument | undefined,
  { name, type, text, secret }: { name: string; type: DocumentType; text: string; secret: boolean },
  { admit, onWritten }: WriteContext,
): Promise<WrittenDocument> {
  if (before?.secret === secret && before.type === type && (await holds(secrets, tenant, before, text))) {
    return { document: viewOf(before), change: 'unchanged' };
  }
  const overt = await admit?.(tx, text);
  await ensureDocumentTable(tx, tenant);
  const sealed = secret ? await secrets.seal([tenant.name, name], text) : undefined;
  const written = await first<DocumentView>(
    tx,
    sql`
      insert into ${ident(tenant.schemaName, 'document')} (name, type, value, sealed, key_id, overt, size, etag)
      values (${name}, ${type}, ${secret ? null : text}, ${sealed?.sealed ?? null}, ${sealed?.keyId ?? null},
        ${secret ? (overt ?? null) : null}, ${Buffer.byteLength(text)}, ${randomBytes(8).toString('hex')})
      on conflict (name) do update
      set type = excluded.type, value = excluded.value, sealed = excluded.sealed, key_id = excluded.key_id,
        overt = excluded.overt, size = excluded.size, etag = excluded.etag, updated_at = clock_timestamp()
      returning ${viewColumns}`,
  );
  await onWritten?.(tx);
  return { document: written!, change: before ? 'updated' : 'created' };
}

/** A secret that does not open, since its key is lost, can be put again all the same. */
async function holds(secrets: Secrets, tenant: Tenant, document: StoredDocument, text: string): Promise<boolean> {
  try {
    return (await textOf(secrets, tenant, document)) === text;
  } catch (error) {
    if (error instanceof WeftError && error.code === 'unusable_secret') return false;
    throw error;
  }
}
