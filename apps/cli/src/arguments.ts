import { InvalidArgumentError, Option } from 'commander';
import {
  type DeleteLimit,
  type Format,
  formats,
  mergeModes,
  type MergeMode,
  parseDeleteLimit,
  parseDelimiter,
  parseEncoding,
  parseQuote,
  parseRejectLimit,
  parseReleaseAfter,
  parseUnpackRatio,
  parseScope,
  type RejectLimit,
  type Scope,
  WeftError,
} from '@app/snapshot-core';

/** `salesforce.Account`, or `unified.customer` for a model. The integration ends at the first dot. */
export interface StreamName {
  integration: string;
  stream: string;
}

export function parseStreamName(text: string): StreamName {
  const dot = text.indexOf('.');
  if (dot > 0 && dot < text.length - 1) return { integration: text.slice(0, dot), stream: text.slice(dot + 1) };
  throw new InvalidArgumentError('Give integration and stream, such as salesforce.Account.');
}

/** As {@link parseStreamName}, for an option that may be given several times. */
export function collectSources(text: string, earlier: string[] = []): string[] {
  parseStreamName(text);
  return [...earlier, text];
}

/** A whole number from 0. */
export function parseNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number.');
}

/** For commands that read an earlier state. */
export const asOfOption = (): Option =>
  new Option('--as-of <seq>', 'the state right after this change, from `weft changes`').argParser(parseNumber);

/** A whole number from 1. */
export function parsePositive(text: string): number {
  const number = parseNumber(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('Give a number above 0.');
}

/** Id of a run. Beyond the range of Postgres's integer there is none. */
export function parseRun(text: string): number {
  const run = parsePositive(text);
  if (run < 2 ** 31) return run;
  throw new InvalidArgumentError('Give the number of a run.');
}

/** Names separated by commas. */
export function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  throw new InvalidArgumentError('Give names separated by commas.');
}

/** The columns of a record key; `none` for a stream that has none. */
export const parseKey = (text: string): string[] => (text.trim() === 'none' ? [] : parseNames(text));

/** What a full sync covers, such as `Date>=2025-05-01`. */
export function parseScopeOption(text: string): Scope {
  return orInvalidArgument(() => parseScope(text));
}

/** `Field=value`; may be given several times. */
export function collectConditions(text: string, earlier: Record<string, string> = {}): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals > 0) return { ...earlier, [text.slice(0, equals).trim()]: text.slice(equals + 1) };
  throw new InvalidArgumentError('Give a field and its value, such as IsDeleted=true.');
}

export function parseLimit(text: string): DeleteLimit {
  return orInvalidArgument(() => parseDeleteLimit(text));
}

export function parseRelease(text: string): number | 'none' {
  return orInvalidArgument(() => parseReleaseAfter(text));
}

export function parseRejects(text: string): RejectLimit {
  return orInvalidArgument(() => parseRejectLimit(text));
}

export function parseRatio(text: string): number | 'none' {
  return orInvalidArgument(() => parseUnpackRatio(text));
}

function orInvalidArgument<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof WeftError) throw new InvalidArgumentError(`${error.message}. ${error.hint}`);
    throw error;
  }
}

export function parseMerge(text: string): MergeMode {
  const mode = mergeModes.find((known) => known === text);
  if (mode) return mode;
  throw new InvalidArgumentError(`Choose one of ${mergeModes.join(', ')}.`);
}

export function parseFormat(text: string): Format {
  const format = formats.find((each) => each === text);
  if (format) return format;
  throw new InvalidArgumentError(`There is no format ${text}; choose one of ${formats.join(', ')}.`);
}
export const parseDelimiterOption = (text: string): string => orInvalidArgument(() => parseDelimiter(text));
export const parseQuoteOption = (text: string): string => orInvalidArgument(() => parseQuote(text));
export const parseEncodingOption = (text: string): string => orInvalidArgument(() => parseEncoding(text));
