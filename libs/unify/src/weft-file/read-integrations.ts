import {
  contracts,
  logicalTypes,
  parseDeleteLimit,
  parseDelimiter,
  parseEncoding,
  parseQuote,
  parseRejectLimit,
  parseReleaseAfter,
  parseUnpackRatio,
  WeftError,
} from '@app/snapshot-core';
import { integrationPresets } from '../presets/read-presets.ts';
import type { Place } from './place.ts';
import { checkIntegrationName } from './source-reference.ts';
import type { StreamDeclaration, WeftFile } from './weft-file.ts';

const STREAM_KEYS = [
  'key',
  'kind',
  'merge',
  'scope',
  'version',
  'ignore',
  'drop',
  'deletedWhen',
  'merged_into',
  'delete_limit',
  'release_after',
  'contract',
  'types',
  'reject_limit',
  'delimiter',
  'quote',
  'encoding',
  'unpack_ratio',
] as const;

export function readIntegrations(section: Place): WeftFile['integrations'] {
  return Object.fromEntries(
    section.entries('integrations').map(([name, place]) => {
      checkIntegrationName(name, place);
      return [name, readIntegration(place)];
    }),
  );
}

/** `{ streams: { Account: { key: Id } } }`, over what a preset knows of the connector (`preset: salesforce`). */
export function readIntegration(place: Place): WeftFile['integrations'][string] {
  const { preset, streams } = place.members(['preset', 'streams']);
  const all = new Map(Object.entries(readPreset(preset)));
  for (const [name, stream] of streams.entries('streams')) all.set(name, { ...all.get(name), ...readStream(stream) });
  return { streams: Object.fromEntries(all) };
}

function readPreset(place: Place): WeftFile['integrations'][string]['streams'] {
  if (place.empty) return {};
  const presets = integrationPresets();
  const connector = place.oneOf(Object.keys(presets));
  return connector === undefined ? {} : readIntegration(place.as(presets[connector])).streams;
}

function readStream(place: Place): StreamDeclaration {
  const options = place.members(STREAM_KEYS);
  return {
    ...given('key', options.key, (key) => (key.value === 'none' ? 'none' : key.columns())),
    ...given('kind', options.kind, (kind) => kind.oneOf(['full', 'incremental'] as const)),
    ...given('merge', options.merge, (merge) => merge.oneOf(['patch', 'fill', 'replace', 'append'] as const)),
    ...given('scope', options.scope, readScope),
    ...given('version', options.version, (version) => version.text('the name of a column')),
    ...given('ignore', options.ignore, (ignore) => ignore.columns()),
    ...given('drop', options.drop, (drop) => drop.columns()),
    ...given('deletedWhen', options.deletedWhen, readConditions),
    ...given('mergedInto', options.merged_into, (column) => column.text('the name of a column')),
    ...given('deleteLimit', options.delete_limit, readDeleteLimit),
    ...given('releaseAfter', options.release_after, readReleaseAfter),
    ...given('contract', options.contract, (contract) => contract.oneOf(contracts)),
    ...given('types', options.types, readTypes),
    ...given('rejectLimit', options.reject_limit, readRejectLimit),
    ...given('delimiter', options.delimiter, (place) => readTold(place, parseDelimiter)),
    ...given('quote', options.quote, (place) => readTold(place, parseQuote)),
    ...given('encoding', options.encoding, (place) => readTold(place, parseEncoding)),
    ...given('unpackRatio', options.unpack_ratio, readUnpackRatio),
  };
}

/** The option under its name when it is mentioned and right, else nothing: a declaration holds only what was declared. */
function given<K extends keyof StreamDeclaration>(
  name: K,
  place: Place,
  read: (place: Place) => StreamDeclaration[K] | undefined,
): Pick<StreamDeclaration, K> | undefined {
  if (place.value === undefined) return undefined;
  const value = read(place);
  return value === undefined ? undefined : ({ [name]: value } as Pick<StreamDeclaration, K>);
}

/** `{ column: Date }`, with `from`, `to` or `value`; or a condition as on the command line: `Date>=2025-05-01`. */
function readScope(place: Place): StreamDeclaration['scope'] {
  if (typeof place.value === 'string') {
    const match = /^\s*([^<>=]+?)\s*(>=|<=|=)\s*(\S.*?)\s*$/.exec(place.value);
    if (match === null)
      return place.fault('must be a condition such as Date>=2025-05-01 or subsidiary=1, or { column: Date }');
    const [, column = '', operator, bound = ''] = match;
    if (operator === '=') return { column, value: bound };
    return operator === '>=' ? { column, from: bound } : { column, to: bound };
  }
  const { column, from, to, value } = place.members(['column', 'from', 'to', 'value']);
  const name = column.text('the name of a column');
  if (!value.empty && !(from.empty && to.empty)) place.fault('has either a value or a range (from, to)');
  const bounds = Object.entries({ from, to, value }).flatMap(([key, bound]) => {
    const text = bound.empty ? undefined : bound.scalar();
    return text === undefined ? [] : [[key, text]];
  });
  return name === undefined ? undefined : { column: name, ...(Object.fromEntries(bounds) as object) };
}

function readConditions(place: Place): StreamDeclaration['deletedWhen'] {
  const conditions = place.entries('columns and the value that marks a deleted record');
  if (conditions.length === 0 && place.empty) return place.fault('must be a mapping such as { IsDeleted: true }');
  return Object.fromEntries(
    conditions.flatMap(([column, value]) => {
      const text = value.scalar();
      return text === undefined ? [] : [[column, text]];
    }),
  );
}

/** `{ Amount: number }`. */
function readTypes(place: Place): StreamDeclaration['types'] {
  const types = place.entries('columns and their types');
  if (types.length === 0 && place.empty) return place.fault('must be a mapping such as { Amount: number }');
  return Object.fromEntries(
    types.flatMap(([column, type]) => {
      const known = type.oneOf(logicalTypes);
      return known === undefined ? [] : [[column, known]];
    }),
  );
}

function readDeleteLimit(place: Place): string | undefined {
  const text = readBy(place, (written) => parseDeleteLimit(written) && written.trim());
  return text ?? place.fault('must be a share such as 20% or 20% over 50, a number of records such as 100, or none');
}

function readRejectLimit(place: Place): string | undefined {
  const text = readBy(place, (written) => parseRejectLimit(written) && written.trim());
  return (
    text ?? place.fault('must be a share such as 10%, a number of records such as 1000, both joined by or, or none')
  );
}

function readUnpackRatio(place: Place): number | 'none' | undefined {
  return readBy(place, parseUnpackRatio) ?? place.fault('must be a number of times such as 200, or none');
}

function readReleaseAfter(place: Place): number | 'none' | undefined {
  return readBy(place, parseReleaseAfter) ?? place.fault('must be a number of full syncs from 1, or none');
}

/** How CSV is written, where it is not to be detected. */
function readTold(place: Place, read: (text: string) => string): string | undefined {
  if (typeof place.value !== 'string') return place.fault('must be a text');
  try {
    return read(place.value);
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    return place.fault(`is wrong: ${error.message}. ${error.hint}`);
  }
}

/** What the engine's own reader makes of the text; undefined where it refuses it. */
function readBy<T>({ value }: Place, read: (text: string) => T): T | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  try {
    return read(String(value));
  } catch (error) {
    if (error instanceof WeftError) return undefined;
    throw error;
  }
}
