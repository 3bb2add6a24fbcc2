import { declaredSettings } from '../catalog/integrations.ts';
import type { Database } from '../db/database.ts';
import type { SyncRequest } from './sync-request.ts';
import { resolveSettings, type StreamSettings } from './settings.ts';

/** Some sources deliver the records that were deleted as a stream of their own, named after the one they were in. */
const ARCHIVED = /^(?<stream>.+)_archived$/;

/** What a request comes down to: the stream that it writes, and how. */
export interface SettledRequest<Request> {
  request: Request;
  settings: StreamSettings;
}

/**
 * Settings of this run: what it asks for, else what is declared for the stream, else the defaults. A stream
 * `Account_archived` is no stream of its own unless weft.yaml declares it: its records delete those of `Account`.
 * @throws WeftError `invalid` when the settings contradict each other
 */
export async function settingsFor<Request extends SyncRequest>(
  db: Database,
  request: Request,
): Promise<SettledRequest<Request>> {
  const { integration, stream } = request;
  const own = request.fixes === undefined ? request.settings : { ...request.settings, kind: 'incremental' as const };
  const declared = await declaredSettings(db.pool, integration, stream);
  const archivedOf = declared ? undefined : archivedFrom(stream);
  if (archivedOf === undefined) return { request, settings: resolveSettings(declared, own) };
  const asked = { ...request.settings, kind: 'incremental', merge: 'patch' } as const;
  const settings = resolveSettings(await declaredSettings(db.pool, integration, archivedOf), asked);
  return { request: { ...request, stream: archivedOf }, settings: { ...settings, archived: true } };
}

/** The stream that sync output of this name writes: for `Account_archived`, unless that is declared, `Account`. */
export async function streamWritten(db: Database, integration: string, stream: string): Promise<string> {
  const archivedOf = archivedFrom(stream);
  return archivedOf === undefined || (await declaredSettings(db.pool, integration, stream)) ? stream : archivedOf;
}

const archivedFrom = (stream: string): string | undefined => ARCHIVED.exec(stream)?.groups?.stream;
