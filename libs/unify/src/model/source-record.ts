/** A snapshot record as unify sees it. `integration` has neither `.` nor `:` in it, `stream` no `:`. */
export interface SourceRecordRef {
  readonly integration: string;
  readonly stream: string;
  /** Record key as the snapshot holds it (canonical text). */
  readonly key: string;
}

/** Name of the source a record belongs to: `salesforce.Account`. */
export function sourceName(source: { readonly integration: string; readonly stream: string }): string {
  return `${source.integration}.${source.stream}`;
}

/** The record as one text, `salesforce.Account:001`: as CONTRACT writes it, and the key of every map in this library. */
export function refText(ref: SourceRecordRef): string {
  return `${sourceName(ref)}:${ref.key}`;
}

/** Inverse of `refText`; null when the text has no `integration.stream:` before the key. */
export function parseRef(text: string): SourceRecordRef | null {
  const match = /^([^.:]+)\.([^:]+):([^]*)$/.exec(text);
  if (match === null) return null;
  const [, integration = '', stream = '', key = ''] = match;
  return { integration, stream, key };
}

/** Order by code units: the same on every machine and in every locale, unlike localeCompare. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
