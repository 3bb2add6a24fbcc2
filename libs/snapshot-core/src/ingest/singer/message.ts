import { WeftError } from '../../errors.ts';
import type { LogicalType } from '../../catalog/stream.entity.ts';
import { JsonForm } from '../records/json/json-record.ts';
import { readMembers } from '../records/json/read-members.ts';
import { Lies, textOf } from '../records/record-fields.ts';
import { RecordFlaw } from '../records/record-reader.ts';
import { type StreamSchema, streamSchema } from './stream-schema.ts';

const OPEN_BRACE = 123;

/** A message of a Singer stream. Versions and states are kept as the text that stands in the message. */
export type SingerMessage =
  | { type: 'SCHEMA'; stream: string; schema: StreamSchema }
  | { type: 'RECORD'; stream: string; record: Buffer; version: string | null }
  | { type: 'STATE'; value: string }
  | { type: 'ACTIVATE_VERSION'; stream: string; version: string };

/**
 * Reads a line of a Singer stream.
 * @param line UTF-8
 * @param forms of the messages before
 * @param at names the run and the line in messages
 * @throws WeftError `invalid_input` when it is no message, or one that cannot be carried out
 * @see https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md
 */
export function parseMessage(line: Buffer, forms: JsonForm, at: () => string): SingerMessage {
  return recordIn(line, forms) ?? otherMessage(line.toString('utf8'), forms, at());
}

/** A RECORD message; undefined for others, and for one with a fault. */
function recordIn(line: Buffer, forms: JsonForm): SingerMessage | undefined {
  const fields = forms.fieldsOf(line);
  if (!fields) return undefined;
  const { names, lies, start, end, types } = fields;
  const of = (name: string, type: LogicalType) => {
    const field = names.indexOf(name);
    return field >= 0 && types[field] === type ? field : -1;
  };
  const type = of('type', 'string');
  if (type < 0 || textOf(fields, type) !== 'RECORD') return undefined;
  const [stream, record, version] = [of('stream', 'string'), of('record', 'json'), names.indexOf('version')];
  if (stream < 0 || record < 0 || line[start[record]!] !== OPEN_BRACE) return undefined;
  const hasVersion = version >= 0 && lies[version] !== Lies.null;
  if (hasVersion && types[version] !== 'integer') return undefined;
  return {
    type: 'RECORD',
    stream: textOf(fields, stream)!,
    record: line.subarray(start[record], end[record]),
    version: hasVersion ? textOf(fields, version) : null,
  };
}

function otherMessage(line: string, forms: JsonForm, at: string): SingerMessage {
  const parts = partsOf(line, forms, at);
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
      return {
        type: 'RECORD',
        stream: required('stream', 'string'),
        record: Buffer.from(record),
        version: version ?? null,
      };
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

/** Names nothing, so that the object is read as it comes. */
const NOTHING = { names: [], plain: [] };

interface Part {
  value: string | null;
  type: string | null;
}

function partsOf(line: string, forms: JsonForm, at: string): Map<string, Part> {
  try {
    const whole: unknown = JSON.parse(line); // the walker below reads on over faults
    if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) throw malformed(at, 'it is no object');
    const { names, values, types } = readMembers(line, NOTHING);
    const parts = new Map(names.map((name, i) => [name, { value: values[i]!, type: types[i]! }]));
    if (parts.size === names.length) forms.learn(names);
    return parts;
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
