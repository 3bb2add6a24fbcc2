import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.ts';

const CSV_TYPES = ['text/csv', 'application/csv', 'text/plain', 'application/octet-stream', ''];
const GZIP_TYPES = ['application/gzip', 'application/x-gzip'];
const ENCODINGS = ['identity', 'gzip', 'x-gzip', ''];

/**
 * Refuses bodies in a form that a sync cannot read. Whether the body is packed is seen from its first bytes.
 * @throws ApiError `unsupported_media_type`
 */
export function checkContentType({ headers }: FastifyRequest): void {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  if ([...CSV_TYPES, ...GZIP_TYPES].includes(type) && ENCODINGS.includes(encoding)) return;
  const what = ENCODINGS.includes(encoding) ? `content type "${type}"` : `content encoding "${encoding}"`;
  throw new ApiError(
    'unsupported_media_type',
    `a sync does not take the ${what}`,
    'Send CSV with "Content-Type: text/csv", plain or packed with gzip.',
  );
}
