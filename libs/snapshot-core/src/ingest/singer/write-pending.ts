import { Readable } from 'node:stream';
import { declaredSettings } from '../../catalog/integrations.ts';
import type { RunLine } from '../../catalog/runs.ts';
import { findStream } from '../../catalog/streams.ts';
import type { Database } from '../../db/database.ts';
import { streamSource, tenantSchema } from '../../db/names.ts';
import type { ContentIdentity } from '../content-identity.ts';
import { recordKey } from '../record-key.ts';
import type { ParsedRecord } from '../records/record-reader.ts';
import { runSync } from '../run-sync.ts';
import { ANY_VALUE, type StreamSettings } from '../settings.ts';
import { noteDelivered } from './note-delivered.ts';
import type { PendingRecords } from './pending-records.ts';
import { SingerReader } from './singer-reader.ts';
import type { SingerRequest } from './singer-request.ts';

/** Log-based taps give a deleted row's time here; null means that it is there. */
const DELETED_AT = '_sdc_deleted_at';

/** Records of one stream, ready to be written. */
export interface PendingStream {
  stream: string;
  pending: PendingRecords;
  /** Tells records without a key apart, over all runs of the Singer stream. */
  content: ContentIdentity;
}

/**
 * Writes the pending records of a stream: one incremental run. The version that they are of is noted in its transaction.
 * @throws WeftError as `runSync` does
 */
export async function writePending(db: Database, request: SingerRequest, written: PendingStream): Promise<RunLine> {
  const { tenant, integration, name, settings: asked, onPublished } = request;
  const { stream, pending, content } = written;
  const declared = await declaredSettings(db.pool, integration, stream);
  const key = await keyFor(db, request, written, declared?.key);
  const keys: string[] = [];
  // What content tells apart has its identity from there.
  const collects = pending.version !== null && key.length > 0;
  const reader = new SingerReader(pending, collects ? (fields) => collect(keys, fields, key) : undefined);
  content.onTaken = pending.version === null ? undefined : (identity) => keys.push(identity);
  return runSync(db, {
    tenant,
    integration,
    stream,
    content,
    input: {
      name,
      format: 'singer',
      size: pending.bytes,
      open: () => Readable.from([]),
      records: () => Promise.resolve(reader),
    },
    settings: { ...asked, key, kind: 'incremental', scope: undefined, deletedWhen: deletedWhen(asked, declared) },
    onPublished: async (tx, run) => {
      const source = streamSource(integration, run.stream);
      // A run of deleted records is one of another stream than its name says.
      if (pending.version !== null && run.stream === stream) {
        await noteDelivered(tx, { schema: tenantSchema(tenant), source }, pending.version, keys);
      }
      await onPublished?.(tx, run);
    },
  });
}

/** As declared, else as the tap says; a tap that says none leaves a stream the key that it has. */
async function keyFor(
  db: Database,
  { tenant, integration, settings }: SingerRequest,
  { stream, pending }: PendingStream,
  declared: string[] | undefined,
): Promise<string[]> {
  const told = settings?.key ?? declared;
  if (told) return told;
  if (pending.schema.key.length > 0) return pending.schema.key;
  return (await findStream(db, tenant, integration, stream))?.keyColumns ?? [];
}

type Settings = Partial<StreamSettings> | undefined;

function deletedWhen(asked: Settings, declared: Settings): Record<string, string> {
  const told = asked?.deletedWhen ?? declared?.deletedWhen;
  const drop = asked?.drop ?? declared?.drop;
  return { ...told, ...(drop?.includes(DELETED_AT) ? {} : { [DELETED_AT]: ANY_VALUE }) };
}

function collect(keys: string[], { names, values }: ParsedRecord, key: readonly string[]): void {
  const parts = key.map((name) => values[names.indexOf(name)] ?? null);
  if (parts.every((part) => part !== null)) keys.push(recordKey(parts));
}
