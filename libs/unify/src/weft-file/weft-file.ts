import type { Contract, LogicalType } from '@app/snapshot-core';
import type { UnifiedModel } from '../model/unified-model.ts';

/** What weft.yaml declares for one stream; what it does not mention is left to the stream's defaults. Plain JSON. */
export interface StreamDeclaration {
  /** Columns of the record key; `none` for a stream that has no key. */
  readonly key?: readonly string[] | 'none';
  readonly kind?: 'full' | 'incremental';
  readonly merge?: 'patch' | 'fill' | 'replace' | 'append';
  /** What a full file covers completely: a column's range (bounds included) or value; the column alone means the range found in the file. */
  readonly scope?: { readonly column: string; readonly from?: string; readonly to?: string; readonly value?: string };
  /** Column by which an older version of a record is told from a newer. */
  readonly version?: string;
  /** Columns that never make a change by themselves. */
  readonly ignore?: readonly string[];
  /** Columns that are never stored. */
  readonly drop?: readonly string[];
  /** A record with one of these values is deleted: column → value as text. */
  readonly deletedWhen?: Readonly<Record<string, string>>;
  /** Column with the key of the record that the source has merged this one into. */
  readonly mergedInto?: string;
  /** As the command line takes it: `20%`, `20% over 50`, `100` or `none`. */
  readonly deleteLimit?: string;
  /** Further complete extracts that release held deletes. */
  readonly releaseAfter?: number | 'none';
  /** What becomes of a delivery whose columns are not those of the stream. */
  readonly contract?: Contract;
  /** Logical types by column, for formats that do not tell them. */
  readonly types?: Readonly<Record<string, LogicalType>>;
  /** As the command line takes it: `10%`, `1000`, `10% or 1000` or `none`. */
  readonly rejectLimit?: string;
  /** How CSV is written, where it is not to be detected: one character each. */
  readonly delimiter?: string;
  readonly quote?: string;
  /** Encoding of the text, such as windows-1252. */
  readonly encoding?: string;
  /** Most bytes that a packed byte may unpack to. */
  readonly unpackRatio?: number | 'none';
}

/** A place that scheduled ingestion looks at. */
export interface DirectorySource {
  readonly kind: 'directory';
  /** Path pattern with `{tenant}`, `{integration}`, `{stream}` and `*`, as written: relative to the file. */
  readonly pattern: string;
  /** Cron expression of five or six fields, or a preset like `@hourly`. */
  readonly schedule: string;
}

/** All that a weft.yaml declares, checked; plain JSON, as the catalog stores it. */
export interface WeftFile {
  readonly integrations: Readonly<Record<string, { readonly streams: Readonly<Record<string, StreamDeclaration>> }>>;
  readonly sources: readonly DirectorySource[];
  readonly models: readonly UnifiedModel[];
  /** The models as they are written, by name, presets included: what tenants lay their own mappings over. */
  readonly written: Readonly<Record<string, unknown>>;
}
