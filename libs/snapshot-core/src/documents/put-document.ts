import type { Tenant } from '../catalog/tenant.entity.ts';
import type { Database } from '../db/database.ts';
import type { Secrets } from '../secrets/open-secrets.ts';
import { changeDocument, type WriteContext, type WrittenDocument, writeText } from './change-document.ts';
import { checkDocumentName, documentText, isJsonName } from './check-document.ts';
import type { DocumentType } from './document-table.ts';

export interface NewDocument {
  name: string;
  bytes: Uint8Array;
  /** What `bytes` are; a name that ends in `.json` makes them JSON. */
  type: DocumentType;
  /** To be encrypted. What is a secret stays one until it is deleted, so that no later write lays it open. */
  secret?: boolean;
}

/**
 * Puts a document in place of what is under its name. The same text again changes nothing, its ETag included.
 * @throws WeftError `invalid` (name), `payload_too_large`, `malformed`, `precondition_failed`, `unusable_secret`, and
 *   whatever `admit` throws; nothing is written then
 */
export function putDocument(
  db: Database,
  secrets: Secrets,
  tenant: Tenant,
  { name, bytes, type, secret = false }: NewDocument,
  context: WriteContext = {},
): Promise<WrittenDocument> {
  checkDocumentName(name);
  const typeOf: DocumentType = isJsonName(name) ? 'json' : type;
  const text = documentText(name, bytes, typeOf);
  return changeDocument(db, tenant, name, context, async (tx, before) => {
    const sealedBefore = before?.secret ?? false;
    return writeText(
      tx,
      secrets,
      tenant,
      before,
      { name, type: typeOf, text, secret: secret || sealedBefore },
      context,
    );
  });
}
