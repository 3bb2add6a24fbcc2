import type { Tenant } from '../catalog/tenant.entity.ts';
import type { Database } from '../db/database.ts';
import { execute } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import { changeDocument, type WriteContext } from './change-document.ts';
import { type DocumentView, viewOf } from './document-view.ts';
import { unknownDocument } from './read-documents.ts';

/** @throws WeftError `unknown_document`, `precondition_failed`, and whatever `admit` throws */
export function deleteDocument(
  db: Database,
  tenant: Tenant,
  name: string,
  context: WriteContext = {},
): Promise<DocumentView> {
  return changeDocument(db, tenant, name, context, async (tx, before) => {
    if (!before) throw unknownDocument(tenant, name);
    await context.admit?.(tx, null);
    await execute(tx, sql`delete from ${ident(tenant.schemaName, 'document')} where name = ${name}`);
    await context.onWritten?.(tx);
    return viewOf(before);
  });
}
