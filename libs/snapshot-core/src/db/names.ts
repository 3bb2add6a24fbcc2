import { createHash } from 'node:crypto';

/** Postgres cuts longer identifiers silently, so that two long names could become one. */
const MAX_IDENTIFIER_BYTES = 63;

/** Columns that Weft itself keeps in snapshot and staging tables. */
export const systemColumns = ['_key', '_hash', '_created_seq', '_changed_seq', '_n'] as const;

/** The name if Postgres can hold it, else its start and a hash of the whole. */
export function fitIdentifier(name: string): string {
  if (Buffer.byteLength(name) <= MAX_IDENTIFIER_BYTES) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  let start = name;
  while (Buffer.byteLength(start) > MAX_IDENTIFIER_BYTES - hash.length - 1) start = [...start].slice(0, -1).join('');
  return `${start}~${hash}`;
}

/** Schema of a tenant, `tenant_<name>`. */
export const tenantSchema = (tenant: string): string => fitIdentifier(`tenant_${tenant}`);

/** Snapshot table of a stream, within its tenant's schema. */
export const snapshotTable = (integration: string, stream: string): string =>
  fitIdentifier(`${integration}__${stream}`);

/** Snapshot table of a unified model, within its tenant's schema. */
export const unifiedTable = (model: string): string => fitIdentifier(`unified__${model}`);

/** Staging table of one run; the sequence of run ids makes it unique. */
export const stagingTable = (runId: number): string => `staging_${runId}`;

/** Source of a stream's changes in the feed: `salesforce.Account`. */
export const streamSource = (integration: string, stream: string): string => `${integration}.${stream}`;

/** Source of a model's changes in the feed: `unified.customer`. */
export const unifiedSource = (model: string): string => `unified.${model}`;

/**
 * The column that holds a source column's values: its own name unless that is taken (by a system column, or by another
 * name that is the same after Postgres's cut) or empty.
 */
export function columnIdentifier(name: string, taken: ReadonlySet<string>): string {
  const reserved = (candidate: string) =>
    taken.has(candidate) || (systemColumns as readonly string[]).includes(candidate);
  const base = fitIdentifier(name);
  for (let n = 1, candidate = base; ; n++, candidate = fitIdentifier(`${name}~${n}`)) {
    if (!reserved(candidate)) return candidate;
  }
}
