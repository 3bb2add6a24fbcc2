import type { ContentIdentity } from './content-identity.ts';
import type { SyncInput } from './input.ts';
import type { RunHooks } from './run-transaction.ts';
import type { StreamSettings } from './settings.ts';

/** What to ingest, and how. */
export interface SyncRequest extends RunHooks {
  tenant: string;
  integration: string;
  stream: string;
  /** One body of sync output, or several that are one delivery. */
  input: SyncInput | readonly SyncInput[];
  /** Overrides of the stream's declared settings, for this run. */
  settings?: Partial<StreamSettings>;
  /** The run whose rejected records these are, corrected: it is an incremental sync, and resolves them. */
  fixes?: number;
  /** Tells records without a key apart; given where several runs are one delivery. */
  content?: ContentIdentity;
  /** False: every record goes through the diff (to check that skipping changes nothing). */
  skipFilter?: boolean;
  /** Most columns that a stream's table gets, before others go into `_rest` (to check that it makes no difference); 256. */
  realColumns?: number;
  /** Bytes of changed records that are published while more are read (to check that it makes no difference); 4 MiB. */
  publishedBytes?: number;
  /** Called a few times a second with the bytes read so far, and those in all where that is known. */
  onProgress?: (bytesRead: number, bytesTotal: number | null) => void;
  signal?: AbortSignal;
}
