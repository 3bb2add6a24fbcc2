import { type Format, parseEncoding, WeftError } from '@app/snapshot-core';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.ts';

/** Formats by content type; null where the type leaves it to the content. */
const TYPES: Readonly<Record<string, Format | null>> = {
  'text/csv': 'csv',
  'application/csv': 'csv',
  'application/json': 'json',
  'application/x-ndjson': 'jsonl',
  'application/ndjson': 'jsonl',
  'application/jsonl': 'jsonl',
  'application/x-jsonl': 'jsonl',
  'application/json-lines': 'jsonl',
  'application/jsonlines': 'jsonl',
  'application/vnd.apache.parquet': 'parquet',
  'text/plain': null,
  'application/octet-stream': null,
  'application/gzip': null,
  'application/x-gzip': null,
  '': null,
};
const ENCODINGS = ['identity', 'gzip', 'x-gzip', ''];

/** What a request says of its body. */
export interface BodyType {
  /** Undefined where it is left to the content. */
  format: Format | undefined;
  /** The `charset` of its content type. */
  encoding: string | undefined;
}

/**
 * Tells the form of a body, and refuses one that a sync cannot read. Whether it is packed is seen from its first bytes.
 * @throws ApiError `unsupported_media_type`
 */
export function readContentType({ headers }: Pick<FastifyRequest, 'headers'>): BodyType {
  const [first = '', ...parameters] = (headers['content-type'] ?? '').split(';');
  const type = first.trim().toLowerCase();
  const packing = (headers['content-encoding'] ?? '').trim().toLowerCase();
  if (!ENCODINGS.includes(packing)) refuse(`content encoding "${packing}"`);
  if (!Object.hasOwn(TYPES, type)) refuse(`content type "${type}"`);
  const charset = parameters.map((each) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(each)?.[1]).find(Boolean);
  return { format: TYPES[type] ?? undefined, encoding: charset === undefined ? undefined : encodingOf(charset) };
}

function encodingOf(charset: string): string {
  try {
    return parseEncoding(charset);
  } catch (error) {
    if (error instanceof WeftError) return refuse(`charset "${charset}"`);
    throw error;
  }
}

function refuse(what: string): never {
  throw new ApiError(
    'unsupported_media_type',
    `a sync does not take the ${what}`,
    'Send CSV (text/csv), JSON Lines (application/x-ndjson) or JSON (application/json), plain or packed with gzip.',
  );
}
