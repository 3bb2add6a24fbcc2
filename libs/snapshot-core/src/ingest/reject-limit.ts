import { WeftError } from '../errors.ts';

/** Most records that a run may reject; with more it fails as a whole. Without any bound all are quarantined. */
export interface RejectLimit {
  /** Part of the records received, 0 to 1; up to `floor` rejects always pass it. */
  share?: number;
  floor?: number;
  count?: number;
}

/**
 * More than 10 % or more than 1,000: of a delivery like that not the records are wrong, but how it is read. Up to 10
 * always pass the share, so that a small delivery is not given up for one record.
 */
export const defaultRejectLimit: RejectLimit = { share: 0.1, floor: 10, count: 1000 };

const SHARE = /^(?<share>\d{1,3}(?:\.\d+)?)%(?:\s*over\s*(?<floor>\d{1,12}))?$/;

/**
 * Reads `10%`, `10% over 10` (up to 10 rejects always pass the share), `1000`, both joined by `or`, or `none`.
 * @throws WeftError `invalid`
 */
export function parseRejectLimit(text: string): RejectLimit {
  if (text.trim() === 'none') return {};
  const limit: RejectLimit = {};
  for (const part of text.trim().split(/\s+or\s+/)) {
    const { share, floor } = SHARE.exec(part)?.groups ?? {};
    if (share !== undefined && Number(share) <= 100 && limit.share === undefined) {
      limit.share = Number(share) / 100;
      if (floor !== undefined) limit.floor = Number(floor);
    } else if (/^\d{1,12}$/.test(part) && limit.count === undefined) limit.count = Number(part);
    else throw noLimit(text);
  }
  return limit;
}

const noLimit = (text: string) =>
  new WeftError(
    'invalid',
    `"${text}" is no reject limit`,
    'Give a share like 10%, a number of records like 1000, both as "10% or 1000", or none.',
  );
