import { WeftError } from '../errors.ts';
import type { LogicalType } from '../catalog/stream.entity.ts';
import type { Contract } from './drift/contracts.ts';
import { defaultRejectLimit, type RejectLimit } from './reject-limit.ts';
import { defaultUnpackRatio } from './unpack.ts';
import type { Scope } from './scope.ts';

/** What an incoming field does to the stored one (DESIGN §4). */
export const mergeModes = ['patch', 'fill', 'replace', 'append'] as const;
export type MergeMode = (typeof mergeModes)[number];

/** `full`: a complete extract, so a missing record was deleted. `incremental`: absence means nothing. */
export const syncKinds = ['full', 'incremental'] as const;
export type SyncKind = (typeof syncKinds)[number];

/** Most deletes by absence that a full run may make before they are held. */
export type DeleteLimit =
  | { type: 'share'; /** Part of the scope, 0 to 1; up to `floor` deletes always pass. */ share: number; floor: number }
  | { type: 'count'; count: number }
  | { type: 'none' };

/** Up to this many deletes always pass a share, so that small streams are not held for nothing. */
const FLOOR = 10;

/** Any value at all, in {@link StreamSettings.deletedWhen}: for columns that hold the time of a deletion. */
export const ANY_VALUE = '*';

export const defaultDeleteLimit: DeleteLimit = { type: 'share', share: 0.2, floor: FLOOR };
/** Further complete extracts that have to lack a record, too, before its held delete is carried out by itself. */
const AGREEING = 3;

/** How a stream is ingested: declared in weft.yaml, overridable per run. */
export interface StreamSettings {
  /** Columns of the record key; unset: what the stream already has, else `Id` or `id`; empty: a stream without a key. */
  key?: string[];
  kind: SyncKind;
  merge: MergeMode;
  /** What a full sync covers completely; unset: the whole stream. */
  scope?: Scope;
  /** Column by which an older version of a record is told from a newer. */
  version?: string;
  /** Columns that are never stored, and taken out of what is stored. */
  drop: string[];
  /** Columns that never make a change by themselves. */
  ignore: string[];
  /** A record with one of these values is deleted, e.g. `{ IsDeleted: 'true' }`; `*` is any value at all. */
  deletedWhen: Record<string, string>;
  /** Column with the key of the record that the source has merged this one into, e.g. `MasterRecordId`. */
  mergedInto?: string;
  deleteLimit: DeleteLimit;
  /** After how many further complete extracts without the record a held delete is released; `none`: never by itself. */
  releaseAfter: number | 'none';
  /** What becomes of a delivery whose columns are not those of the stream. */
  contract: Contract;
  /** Logical types by column; they win over what is learned from a delivery. */
  types: Record<string, LogicalType>;
  rejectLimit: RejectLimit;
  /** What separates a CSV's fields: one ASCII character; unset: detected. */
  delimiter?: string;
  /** What quotes a CSV's fields: one ASCII character; unset: `"`. */
  quote?: string;
  /** Most bytes that a packed byte may unpack to. */
  unpackRatio: number | 'none';
  /** Label of the text's encoding, as the WHATWG lists them; unset: UTF-8, or what its byte order mark says. */
  encoding?: string;
  /** Every record of the sync output is one that was deleted: it is that of a companion stream. */
  archived?: boolean;
}

export const defaultSettings: StreamSettings = {
  kind: 'incremental',
  merge: 'patch',
  drop: [],
  ignore: [],
  deletedWhen: {},
  deleteLimit: defaultDeleteLimit,
  releaseAfter: AGREEING,
  contract: 'evolve',
  types: {},
  rejectLimit: defaultRejectLimit,
  unpackRatio: defaultUnpackRatio,
};

/**
 * Reads `20%`, `20% over 50` (up to 50 deletes always pass; without it 10), `100` or `none`.
 * @throws WeftError `invalid`
 */
export function parseDeleteLimit(text: string): DeleteLimit {
  if (text.trim() === 'none') return { type: 'none' };
  const { number, share, floor } = LIMIT.exec(text)?.groups ?? {};
  if (number !== undefined) return { type: 'count', count: Number(number) };
  if (share !== undefined && Number(share) <= 100) {
    return { type: 'share', share: Number(share) / 100, floor: floor === undefined ? FLOOR : Number(floor) };
  }
  throw new WeftError(
    'invalid',
    `"${text}" is no delete limit`,
    'Give a share like 20% or "20% over 50", a number of records like 100, or none.',
  );
}

const LIMIT = /^\s*(?:(?<number>\d{1,12})|(?<share>\d{1,3}(?:\.\d+)?)%(?:\s*over\s*(?<floor>\d{1,12}))?)\s*$/;

/**
 * Reads a number of complete extracts from 1, or `none`.
 * @throws WeftError `invalid`
 */
export function parseReleaseAfter(text: string): number | 'none' {
  if (text.trim() === 'none') return 'none';
  if (/^\s*[1-9]\d{0,4}\s*$/.test(text)) return Number(text);
  throw new WeftError(
    'invalid',
    `"${text}" is no number of complete extracts after which held deletes are released`,
    'Give a number from 1, or none for deletes that wait until somebody approves them.',
  );
}

/**
 * Settings for one run: what it asks for, else what weft.yaml declares for the stream, else the defaults. A scope says
 * what the sync output covers completely, so where no kind is given it makes the sync a full one.
 * @throws WeftError `invalid` when they contradict each other
 */
export function resolveSettings(
  declared: Partial<StreamSettings> | undefined,
  asked: Partial<StreamSettings> | undefined,
): StreamSettings {
  const given = { ...withoutUnset(declared), ...withoutUnset(asked) };
  const settings = { ...defaultSettings, ...(given.scope ? { kind: 'full' as const } : {}), ...given };
  checkSettings(settings);
  return settings;
}

/**
 * Reads a number of times from 1, or `none`.
 * @throws WeftError `invalid`
 */
export function parseUnpackRatio(text: string): number | 'none' {
  if (text.trim() === 'none') return 'none';
  if (/^\s*[1-9]\d{0,8}\s*$/.test(text)) return Number(text);
  throw new WeftError('invalid', `"${text}" is no unpack ratio`, 'Give a number of times such as 200, or none.');
}

function checkSettings(settings: StreamSettings): void {
  const { key, kind, merge, scope, version, drop, ignore, deletedWhen, delimiter, quote } = settings;
  const read = [
    ...(key ?? []),
    ...(scope ? [scope.column] : []),
    ...(version ? [version] : []),
    ...Object.keys(deletedWhen),
  ];
  const dropped = read.find((column) => drop.includes(column));
  if (dropped !== undefined) {
    refuse(
      `the column "${dropped}" is dropped, but the key, scope, version or deletedWhen reads it`,
      'Keep that column.',
    );
  }
  if (version !== undefined && ignore.includes(version)) {
    refuse(
      `the version column "${version}" is ignored`,
      'Take it out of the ignored ones: a version that is not kept cannot be compared.',
    );
  }
  if (version !== undefined && (merge === 'append' || key?.length === 0)) {
    refuse(
      `there is a version column, "${version}", but records are never updated`,
      'A version tells which of two records of one key is newer: give a key and another merge mode, or no version.',
    );
  }
  if (delimiter !== undefined && delimiter === (quote ?? '"')) {
    refuse(`the delimiter and the quote are both ${delimiter}`, 'Give two different characters.');
  }
  if (merge === 'append' && kind === 'full') {
    refuse(
      'merge mode append adds to what is there, but a full sync says what is no longer there',
      'Make the sync incremental (--kind incremental), or choose another merge mode.',
      'Make the sync incremental (kind=incremental), or choose another merge mode.',
    );
  }
}

function refuse(message: string, hint: string, http?: string): never {
  throw new WeftError('invalid', message, hint, { http });
}

function withoutUnset<T extends object>(settings: T | undefined): Partial<T> {
  const entries = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as Partial<T>;
}
