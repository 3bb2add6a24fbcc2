import { isoTime } from '../db/iso-time.ts';
import { sql } from '../db/sql.ts';
import type { DocumentType } from './document-table.ts';

/** What is told of a document without its text. */
export interface DocumentView {
  name: string;
  type: DocumentType;
  /** It is encrypted, and only shown to who may write. */
  secret: boolean;
  /** Bytes of its text. */
  size: number;
  /** Another after every change; random. */
  etag: string;
  created_at: string;
  updated_at: string;
}

export const viewColumns = sql`
  name, type, sealed is not null as secret, size, etag, ${isoTime(sql`created_at`)} as created_at,
  ${isoTime(sql`updated_at`)} as updated_at`;

/** The same without whatever else is stored of it. */
export function viewOf({ name, type, secret, size, etag, created_at, updated_at }: DocumentView): DocumentView {
  return { name, type, secret, size, etag, created_at, updated_at };
}
