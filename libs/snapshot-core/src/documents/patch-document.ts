import type { Tenant } from '../catalog/tenant.entity.ts';
import type { Database } from '../db/database.ts';
import { WeftError } from '../errors.ts';
import type { Secrets } from '../secrets/open-secrets.ts';
import { changeDocument, type WriteContext, type WrittenDocument, writeText } from './change-document.ts';
import { documentText, MAX_DOCUMENT_BYTES, tooLarge } from './check-document.ts';
import { parseJsonText, renderJsonText } from './json-text.ts';
import { mergePatch } from './merge-patch.ts';
import type { NewDocument } from './put-document.ts';
import { textOf, unknownDocument } from './read-documents.ts';

/**
 * Applies a JSON merge patch (RFC 7396) to a JSON document. What the patch does not mention stays as it was written.
 * @throws WeftError `unknown_document`; `invalid` when the document is text; else as {@link putDocument}
 */
export function patchDocument(
  db: Database,
  secrets: Secrets,
  tenant: Tenant,
  { name, bytes }: Pick<NewDocument, 'name' | 'bytes'>,
  context: WriteContext = {},
): Promise<WrittenDocument> {
  const patch = parseJsonText(documentText(name, bytes, 'json'));
  return changeDocument(db, tenant, name, context, async (tx, before) => {
    if (!before) throw unknownDocument(tenant, name);
    if (before.type !== 'json') {
      throw new WeftError(
        'invalid',
        `the document "${name}" of tenant "${tenant.name}" is text: a merge patch is for JSON`,
        'Put it whole.',
      );
    }
    const text = renderJsonText(mergePatch(parseJsonText(await textOf(secrets, tenant, before)), patch));
    const size = Buffer.byteLength(text);
    if (size > MAX_DOCUMENT_BYTES) throw tooLarge(name, size);
    return writeText(tx, secrets, tenant, before, { name, type: 'json', text, secret: before.secret }, context);
  });
}
