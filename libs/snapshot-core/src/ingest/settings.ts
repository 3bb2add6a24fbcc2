import { WeftError } from '../errors.ts';

/** What an incoming field does to the stored one (DESIGN §4). */
export const mergeModes = ['patch', 'fill', 'replace'] as const;
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

export const defaultDeleteLimit: DeleteLimit = { type: 'share', share: 0.2, floor: FLOOR };

/** How a stream is ingested: declared in weft.yaml, overridable per run. */
export interface StreamSettings {
  /** Columns of the record key; unset: what the stream already has, else `Id` or `id`. */
  key?: string[];
  kind: SyncKind;
  merge: MergeMode;
  /** Columns that never make a change by themselves. */
  ignore: string[];
  /** A record with one of these values is deleted, e.g. `{ IsDeleted: 'true' }`. */
  deletedWhen: Record<string, string>;
  deleteLimit: DeleteLimit;
}

export const defaultSettings: StreamSettings = {
  kind: 'incremental',
  merge: 'patch',
  ignore: [],
  deletedWhen: {},
  deleteLimit: defaultDeleteLimit,
};

/**
 * Reads `20%`, `100` or `none`.
 * @throws WeftError `invalid`
 */
export function parseDeleteLimit(text: string): DeleteLimit {
  if (text === 'none') return { type: 'none' };
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  const number = Number(match?.[1]);
  if (match?.[2] === '%' && number <= 100) return { type: 'share', share: number / 100, floor: FLOOR };
  if (match?.[2] === '' && Number.isInteger(number)) return { type: 'count', count: number };
  throw new WeftError(
    'invalid',
    `"${text}" is no delete limit`,
    'Give a share like 20%, a number of records like 100, or none.',
  );
}

/** Settings for one run: what it asks for, else what weft.yaml declares for the stream, else the defaults. */
export function resolveSettings(
  declared: Partial<StreamSettings> | undefined,
  asked: Partial<StreamSettings> | undefined,
): StreamSettings {
  return { ...defaultSettings, ...withoutUnset(declared), ...withoutUnset(asked) };
}

function withoutUnset<T extends object>(settings: T | undefined): Partial<T> {
  const entries = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as Partial<T>;
}
