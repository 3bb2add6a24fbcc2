import type { WriteCondition } from '@app/snapshot-core';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.ts';

/**
 * On which state of a document a request depends (RFC 9110, section 13.1). An ETag of Weft is strong; one that is sent
 * back as a weak one (`W/"…"`) counts the same, since some proxies make them so.
 * @throws ApiError `malformed`
 */
export function conditionOf({ headers }: Pick<FastifyRequest, 'headers'>): WriteCondition {
  return {
    ...read('ifMatch', 'If-Match', headers['if-match']),
    ...read('ifNoneMatch', 'If-None-Match', headers['if-none-match']),
  };
}

function read<K extends keyof WriteCondition>(key: K, header: string, value: string | undefined): WriteCondition {
  if (value === undefined) return {};
  if (value.trim() === '*') return { [key]: '*' };
  const etags = value.split(',').map((part) => /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(part)?.[1]);
  if (etags.every((etag) => etag !== undefined)) return { [key]: etags };
  throw new ApiError(
    'malformed',
    `${header} is ${value}, which is neither * nor a list of ETags`,
    `Send the ETag of the answer as it is, with its quotes: ${header}: "0123456789abcdef".`,
  );
}
