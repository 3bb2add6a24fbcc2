import { ensureTenant } from '../../catalog/tenants.ts';
import type { Database } from '../../db/database.ts';
import { ContentIdentity } from '../content-identity.ts';
import { settingsFor } from '../settings-for.ts';
import { activateVersion } from './activate-version.ts';
import { JsonForm } from '../records/json/json-record.ts';
import { malformed, parseMessage, type SingerMessage } from './message.ts';
import { PendingRecords } from './pending-records.ts';
import type { SingerRequest } from './singer-request.ts';
import type { StreamSchema } from './stream-schema.ts';
import { writePending } from './write-pending.ts';

/** A stream of which a SCHEMA message was seen. */
interface KnownStream {
  schema: StreamSchema;
  pending: PendingRecords | undefined;
  /**
   * Counts the occurrences of records without a key by version, from the first message to the last: in how many runs they are written
   * makes no difference. A version is an extract of its own, so that a row which is there again under the next is the same record.
   */
  contents: Map<string | null, ContentIdentity>;
}

/**
 * Takes the messages of a Singer stream, of all its record streams, in order. Records gather until {@link flush}, which writes those of each
 * stream as a run; only then the states that stood behind them are handed on. So a state that was handed on is true, whenever the process
 * ends, and what comes again after a restart changes nothing.
 */
export class SingerTarget {
  /** Bytes and records that are not written yet. */
  pendingBytes = 0;
  pendingRecords = 0;
  private readonly streams = new Map<string, KnownStream>();
  private readonly states: string[] = [];
  private readonly forms = new JsonForm();

  constructor(
    private readonly db: Database,
    private readonly request: SingerRequest,
  ) {}

  /** States that wait for records to be written. */
  get pendingStates(): number {
    return this.states.length;
  }

  /**
   * Takes one line.
   * @param line its number, from 1
   * @param text its bytes, UTF-8
   * @throws WeftError `invalid_input` when it is no message; as `runSync` throws when something had to be written
   */
  async take(line: number, text: Buffer): Promise<void> {
    const at = () => `line ${line} of ${this.request.name} (for ${this.request.tenant}/${this.request.integration})`;
    const message = parseMessage(text, this.forms, at);
    switch (message.type) {
      case 'SCHEMA':
        return this.learn(message);
      case 'RECORD':
        return this.add(message, line, at);
      case 'STATE':
        this.states.push(message.value);
        this.pendingBytes += message.value.length;
        return undefined;
      case 'ACTIVATE_VERSION':
        return this.activate(message, at);
    }
  }

  /** Writes what is pending, stream by stream, and then hands on the states. */
  async flush(): Promise<void> {
    for (const name of this.streams.keys()) await this.write(name);
    for (const state of this.states.splice(0)) await this.request.onState?.(state);
    this.pendingBytes = 0;
  }

  private async learn({ stream: name, schema }: SingerMessage & { type: 'SCHEMA' }): Promise<void> {
    const known = this.streams.get(name);
    if (known?.schema.text === schema.text) return;
    await this.write(name);
    this.streams.set(name, { schema, pending: undefined, contents: known?.contents ?? new Map() });
  }

  private async add(message: SingerMessage & { type: 'RECORD' }, line: number, at: () => string): Promise<void> {
    const { stream: name, record, version } = message;
    const known = this.known(name, at, 'RECORD');
    if (known.pending && known.pending.version !== version) await this.write(name);
    known.pending ??= new PendingRecords(known.schema, version);
    const before = known.pending.bytes;
    known.pending.add(line, record);
    this.pendingBytes += known.pending.bytes - before;
    this.pendingRecords++;
  }

  private async activate(
    { stream: name, version }: SingerMessage & { type: 'ACTIVATE_VERSION' },
    at: () => string,
  ): Promise<void> {
    const { contents } = this.known(name, at, 'ACTIVATE_VERSION');
    await this.write(name);
    for (const other of contents.keys()) if (other !== version && other !== null) contents.delete(other);
    const { tenant: tenantName, integration, settings: asked } = this.request;
    const tenant = await ensureTenant(this.db, tenantName);
    const target = { tenant: tenantName, integration, stream: name, input: [], settings: asked };
    const { request, settings } = await settingsFor(this.db, target);
    // What is only ever added to, or tells of deleted records, has no complete extract.
    if (settings.merge === 'append' || settings.archived) return;
    const { stream } = request;
    const run = await activateVersion(this.db, {
      tenant,
      integration,
      stream,
      version,
      settings,
      delivery: this.request.name,
      onPublished: this.request.onPublished,
    });
    if (run) await this.request.onRun?.(run);
  }

  private known(name: string, at: () => string, type: string): KnownStream {
    const known = this.streams.get(name);
    if (known) return known;
    throw malformed(
      at(),
      `it is a ${type} message of stream "${name}", of which no SCHEMA message was seen`,
      'A tap sends the SCHEMA message of a stream before all others of it.',
    );
  }

  private async write(name: string): Promise<void> {
    const known = this.streams.get(name);
    if (!known?.pending) return;
    const { pending, contents } = known;
    const content = contents.get(pending.version) ?? new ContentIdentity([]);
    contents.set(pending.version, content);
    const run = await writePending(this.db, this.request, { stream: name, pending, content });
    known.pending = undefined;
    this.pendingBytes -= pending.bytes;
    this.pendingRecords -= pending.count;
    await this.request.onRun?.(run);
  }
}
