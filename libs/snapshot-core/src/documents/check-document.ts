import { WeftError } from '../errors.ts';
import { parseJsonText } from './json-text.ts';
import type { DocumentType } from './document-table.ts';

/** Most bytes of a document's text. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/** It stands in URLs, and file systems have to take it when documents are exported. */
const DOCUMENT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** @throws WeftError `invalid` when the name cannot be a document's */
export function checkDocumentName(name: string): void {
  if (DOCUMENT_NAME.test(name)) return;
  throw new WeftError(
    'invalid',
    `"${name}" cannot be a document's name`,
    'Use 1 to 200 letters, digits, dots, underscores or hyphens, starting with a letter or digit.',
  );
}

/** What is put under this name is JSON, whatever it is said to be. */
export const isJsonName = (name: string): boolean => name.toLowerCase().endsWith('.json');

/**
 * A document's bytes as its text. JSON is left as it is written, but for a byte order mark.
 * @throws WeftError `payload_too_large`; `malformed` when it is no UTF-8, holds NUL characters, or is said to be JSON and
 *   is none
 */
export function documentText(name: string, bytes: Uint8Array, type: DocumentType): string {
  if (bytes.length > MAX_DOCUMENT_BYTES) throw tooLarge(name, bytes.length);
  const text = decode(name, bytes, type === 'json');
  if (type === 'json') parseJsonText(text, `the document "${name}"`);
  else if (text.includes('\0')) throw notText(name, 'holds NUL characters');
  return text;
}

export function tooLarge(name: string, bytes: number): WeftError {
  return new WeftError(
    'payload_too_large',
    `the document "${name}" has ${bytes} bytes, at most ${MAX_DOCUMENT_BYTES} are kept`,
    'Split it into several; records belong into streams.',
  );
}

function decode(name: string, bytes: Uint8Array, json: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: !json }).decode(bytes);
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw cause;
    throw notText(name, 'is no UTF-8');
  }
}

const notText = (name: string, what: string): WeftError =>
  new WeftError('malformed', `the document "${name}" ${what}`, 'Documents are JSON or text in UTF-8.');
