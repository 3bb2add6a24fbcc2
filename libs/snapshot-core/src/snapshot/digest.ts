import { createHash } from 'node:crypto';
import type { RenderedRecord } from './render.ts';

/** What two parties compare to know that they hold the same records. */
export interface RecordsDigest {
  records: number;
  /** 32 hexadecimal digits; all 0 for no record. */
  digest: string;
}

const MODULUS = 1n << 128n;

/**
 * An order-independent checksum of records, which a consumer computes over its own copy.
 *
 * The digest is the sum, modulo 2^128, of a number for each record: the first 16 bytes, big-endian, of the SHA-256 of the
 * UTF-8 text of `[key, data]` as canonical JSON (RFC 8785: no spaces, members in order of name by UTF-16 code units).
 * In `data` fields that are null are left out, so that a column which came later makes no difference to records that lack
 * it; numbers and booleans stand as the strings of their JSON, so that a column whose type widens to string makes none.
 */
export class DigestSum {
  private sum = 0n;
  private records = 0;

  /** @param data the record as the API and the feed show it */
  add(key: string, data: RenderedRecord): void {
    const hash = createHash('sha256').update(canonicalRecord(key, data)).digest();
    this.sum = (this.sum + ((hash.readBigUInt64BE(0) << 64n) | hash.readBigUInt64BE(8))) % MODULUS;
    this.records++;
  }

  result(): RecordsDigest {
    return { records: this.records, digest: this.sum.toString(16).padStart(32, '0') };
  }
}

/** The {@link DigestSum} of records in any order; keys have to be distinct. */
export function digestOf(records: Iterable<{ key: string; data: RenderedRecord }>): RecordsDigest {
  const sum = new DigestSum();
  for (const { key, data } of records) sum.add(key, data);
  return sum.result();
}

function canonicalRecord(key: string, data: RenderedRecord): string {
  const members = Object.keys(data)
    .filter((name) => data[name] !== null)
    .sort()
    .map((name) => {
      const value = data[name];
      return `${JSON.stringify(name)}:${typeof value === 'object' ? canonical(value) : JSON.stringify(String(value))}`;
    });
  return `[${JSON.stringify(key)},{${members.join(',')}}]`;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}
