import type { DocumentType } from '@app/snapshot-core';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.ts';

/**
 * What the body says that it is.
 * @throws ApiError `unsupported_media_type` when it is neither JSON nor text
 */
export function documentType({ headers }: Pick<FastifyRequest, 'headers'>): DocumentType {
  const type = headers['content-type'] ?? '';
  if (/^application\/(json|[\w.-]+\+json)\b/i.test(type)) return 'json';
  if (/^text\/[\w.+-]+/i.test(type)) return 'text';
  throw new ApiError(
    'unsupported_media_type',
    `the content type "${type}" is neither JSON nor text`,
    'Send "Content-Type: application/json" or "Content-Type: text/plain".',
  );
}

/** @throws ApiError `unsupported_media_type` when the body is of another type */
export function requireType(request: Pick<FastifyRequest, 'headers'>, wanted: DocumentType): void {
  if (documentType(request) === wanted) return;
  throw new ApiError(
    'unsupported_media_type',
    `the content type "${request.headers['content-type']}" is not ${wanted}`,
    'Send "Content-Type: application/merge-patch+json".',
  );
}
