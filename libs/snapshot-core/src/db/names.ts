import { createHash } from 'node:crypto';

/** Postgres cuts longer identifiers silently, so that two long names could become one. */
const MAX_IDENTIFIER_BYTES = 63;

/** Columns that Weft itself keeps in snapshot and staging tables. */
export const systemColumns = ['_key', '_hash', '_created_seq', '_changed_seq', '_n', '_rest', '_absent'] as const;

/** Columns that every table of Postgres has. */
const postgresColumns = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'];

const reserved: ReadonlySet<string> = new Set([...systemColumns, ...postgresColumns]);

/**
 * The name if Postgres can hold it, else its start and a hash of the whole.
 * @param room bytes that it may take
 */
export function fitIdentifier(name: string, room = MAX_IDENTIFIER_BYTES): string {
  if (Buffer.byteLength(name) <= room) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  let start = '';
  let left = room - hash.length - 1;
  for (const character of name) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    start += character;
  }
  return `${start}~${hash}`;
}

/** Schema of a tenant, `tenant_<name>`. */
export const tenantSchema = (tenant: string): string => fitIdentifier(`tenant_${tenant}`);

/** What the name of every typed view ends with, and no table's that Weft makes. */
const TYPED = '__typed';

/**
 * Snapshot table of a stream, within its tenant's schema. No name ends as a typed view's does.
 * @param turn 0 for the first choice; 1, 2 … where another stream's table has that (`a__b`.`c` and `a`.`b__c`)
 */
export function snapshotTable(integration: string, stream: string, turn = 0): string {
  const name = `${integration}__${stream}`;
  const marked = turn === 0 ? name : `${name}~${turn}`;
  return fitIdentifier(marked.endsWith(TYPED) ? `${marked}~` : marked);
}

/** Typed view of a snapshot table, within its schema. */
export const typedView = (table: string): string =>
  `${fitIdentifier(table, MAX_IDENTIFIER_BYTES - TYPED.length)}${TYPED}`;

/** Snapshot table of a unified model, within its tenant's schema. */
export const unifiedTable = (model: string): string => fitIdentifier(`unified__${model}`);

/**
 * A table that unify keeps for one model: `member:customer`. The colon, which no integration's name has, keeps it apart
 * from snapshot tables.
 */
export const modelTable = (what: 'member' | 'key_page' | 'key_change' | 'match_key' | 'edge', model: string): string =>
  fitIdentifier(`${what}:${model}`);

/** Staging table of one run, or of a part of what it stages; the sequence of run ids makes it unique. */
export const stagingTable = (runId: number, part = 1): string => `staging_${runId}${part === 1 ? '' : `_${part}`}`;

/** Source of a stream's changes in the feed: `salesforce.Account`. */
export const streamSource = (integration: string, stream: string): string => `${integration}.${stream}`;

/** Source of a model's changes in the feed: `unified.customer`. */
export const unifiedSource = (model: string): string => `unified.${model}`;

/**
 * The column that holds a source column's values: its own name unless that is taken (by a column of Weft's or Postgres's own,
 * or by another name that is the same after Postgres's cut) or empty.
 */
export function columnIdentifier(name: string, taken: ReadonlySet<string>): string {
  const base = fitIdentifier(name);
  for (let n = 1, candidate = base; ; n++, candidate = fitIdentifier(`${name}~${n}`)) {
    if (candidate !== '' && !taken.has(candidate) && !reserved.has(candidate)) return candidate;
  }
}
