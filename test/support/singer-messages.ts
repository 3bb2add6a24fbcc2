import { Readable } from 'node:stream';
import { type Database, type RunLine, runSinger, type SingerSync } from '@app/snapshot-core';

/** A SCHEMA message. */
export const schema = (stream: string, key: string[], properties: object = { id: { type: 'integer' }, name: {} }) => ({
  type: 'SCHEMA',
  stream,
  schema: { type: 'object', properties },
  key_properties: key,
});
export const record = (stream: string, fields: object, version?: number) => ({
  type: 'RECORD',
  stream,
  record: fields,
  ...(version === undefined ? {} : { version }),
});
export const state = (value: unknown) => ({ type: 'STATE', value });
export const activate = (stream: string, version: number) => ({ type: 'ACTIVATE_VERSION', stream, version });

export interface SingerOutcome {
  states: unknown[];
  runs: RunLine[];
}

/** Gives a target these messages, objects or lines as they are. */
export async function singerTarget(
  db: Database,
  tenant: string,
  messages: readonly (object | string)[],
  more: Partial<SingerSync> = {},
): Promise<SingerOutcome> {
  const text = messages.map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join('');
  const outcome: SingerOutcome = { states: [], runs: [] };
  await runSinger(db, {
    tenant,
    integration: 'tap',
    name: 'stdin',
    input: { name: 'stdin', size: null, open: () => Readable.from([Buffer.from(text)]) },
    onState: async (value) => void outcome.states.push(JSON.parse(value)),
    onRun: async (run) => void outcome.runs.push(run),
    ...more,
  });
  return outcome;
}
