import { WeftError } from '../../errors.ts';
import { readMembers } from '../records/json/read-members.ts';
import { RecordFlaw } from '../records/record-reader.ts';
import { type StreamSchema, streamSchema } from './stream-schema.ts';

/** A message of a Singer stream. Versions and states are kept as the text that stands in the message. */
export type SingerMessage =
  | { type: 'SCHEMA'; stream: string; schema: StreamSchema }
  | { type: 'RECORD'; stream: string; record: string; version: string | null }
  | { type: 'STATE'; value: string }
  | { type: 'ACTIVATE_VERSION'; stream: string; version: string };

/** Names nothing, so that the object is read as it comes. */
const UNLIKE = { names: [], plain: [] };

/**
 * Reads a line of a Singer stream.
 * @param at names the run and the line in messages
 * @throws WeftError `invalid_input` when it is no message, or one that cannot be carried out
 * @see https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md
 */
export function parseMessage(line: string, at: string): SingerMessage {
  const parts = partsOf(line, at);
  const value = (name: string): string | undefined => parts.get(name)?.value ?? undefined;
  const required = (name: string, kind: 'string' | 'json' | 'integer'): string => {
    const part = parts.get(name);
    if (part?.value && part.type === kind) return part.value;
    const wanted = { string: 'a text', json: 'an object', integer: 'a whole number' }[kind];
    throw malformed(at, `its ${value('type')} message has no "${name}", which has to be ${wanted}`);
  };
  switch (value('type')) {
    case 'RECORD': {
      const record = required('record', 'json');
      if (!record.startsWith('{')) throw malformed(at, 'its record is no object');
      const version = parts.get('version')?.value === null ? undefined : value('version');
      if (version !== undefined) required('version', 'integer');
      return { type: 'RECORD', stream: required('stream', 'string'), record, version: version ?? null };
    }
    case 'SCHEMA': {
      const stream = required('stream', 'string');
      const key = parts.get('key_properties');
      const schema = streamSchema(
        required('schema', 'json'),
        key?.type === 'string' ? JSON.stringify(key.value) : key?.value,
      );
      if (!schema) throw malformed(at, `the key_properties of stream "${stream}" are no list of names`);
      return { type: 'SCHEMA', stream, schema };
    }
    case 'STATE': {
      const state = parts.get('value');
      if (!state) throw malformed(at, 'its STATE message has no "value"');
      return { type: 'STATE', value: state.type === 'string' ? JSON.stringify(state.value) : (state.value ?? 'null') };
    }
    case 'ACTIVATE_VERSION':
      return {
        type: 'ACTIVATE_VERSION',
        stream: required('stream', 'string'),
        version: required('version', 'integer'),
      };
    case 'BATCH':
      throw malformed(
        at,
        `it is a BATCH message, which names files of the tap's machine instead of records`,
        'Turn batches off in the tap (no `batch_config`), so that it sends RECORD messages.',
      );
    default:
      throw malformed(at, `its type is ${value('type') ?? 'missing'}, which is none of the Singer specification`);
  }
}

interface Part {
  value: string | null;
  type: string | null;
}

function partsOf(line: string, at: string): Map<string, Part> {
  try {
    const whole: unknown = JSON.parse(line); // the walker below reads on over faults
    if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) throw malformed(at, 'it is no object');
    const { names, values, types } = readMembers(line, UNLIKE);
    return new Map(names.map((name, i) => [name, { value: values[i]!, type: types[i]! }]));
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed(at, `it is no valid JSON: ${error.message}`);
    if (error instanceof RecordFlaw) throw malformed(at, error.reason);
    throw error;
  }
}

/** A line is no message, or one that cannot be carried out. */
export class MalformedLine extends WeftError {
  constructor(message: string, hint: string) {
    super('invalid_input', message, `What stood before it was written. ${hint}`);
  }
}

/** @param at names the line and the input */
export const malformed = (
  at: string,
  what: string,
  hint = 'A Singer stream has nothing but messages on its lines; a tap writes its log to standard error.',
): MalformedLine => new MalformedLine(`${at} cannot be taken: ${what}`, hint);
