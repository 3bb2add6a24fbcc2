import type { RejectForm } from '../../catalog/rejects.ts';
import type { LogicalType } from '../../catalog/stream.entity.ts';
import type { RecordFields } from './record-fields.ts';

/** The fields that one record names. A column that is not among them is absent, which is not the same as null. */
export interface ParsedRecord {
  /**
   * Distinct names in the source's order. Records of one form share one array, so that whoever maps names to columns can
   * tell by identity that nothing has changed.
   */
  readonly names: readonly string[];
  /** Lossless texts: numbers as the source wrote them, nested values as their JSON text as written; null is null. */
  readonly values: readonly (string | null)[];
  /** What each value is; null for a null value, or one of which nothing is said. */
  readonly types: readonly (LogicalType | null)[];
}

/** A record as it came, not looked into yet: most are skipped because their bytes are what they were. */
export interface RawRecord {
  /** Line on which it starts, from 1; in a format without lines its number. */
  readonly line: number;
  /** What is hashed, and kept in quarantine. */
  readonly bytes: Uint8Array;
  /** @throws RecordFlaw when the record cannot be taken */
  parse(): ParsedRecord;
  /** The same without making strings of it; undefined where it has to be parsed. Holds until the next record is read. */
  fields?(): RecordFields | undefined;
}

/** A record that cannot be taken: it goes into quarantine, and the others pass. */
export class RecordFlaw extends Error {
  override readonly name = 'RecordFlaw';

  /**
   * @param reason as it stands with the rejected record: "it is no JSON object"
   * @param read the fields that could be read all the same: the key may be among them
   */
  constructor(
    readonly reason: string,
    readonly read?: ParsedRecord,
  ) {
    super(reason);
  }
}

/** What a format says of itself before its records. */
export interface DeclaredShape {
  /** Columns of the record key. */
  key?: readonly string[];
  /** Null for texts of which the format does not say what they are. */
  columns?: readonly { name: string; type: LogicalType | null }[];
}

/** Reads a format whose records name their own fields. Memory is bounded by a batch, or one record if that is larger. */
export interface RecordReader {
  readonly declared: DeclaredShape;
  /** How the records are written, for rejects to be delivered again: a format, and what stands before the first record. */
  readonly form: RejectForm;
  /**
   * What the bytes of a record mean besides the stream's settings: the same bytes are the same record only where this is
   * the same, too. A name of the way of reading, and a CSV's header.
   */
  readonly meaning: string;
  /**
   * The records in batches, in order.
   * @throws WeftError `invalid_input` for what no single record can be blamed for: a text that ends in the middle
   */
  read(): AsyncIterable<readonly RawRecord[]>;
  /** Lets go of the input; also before its end. */
  close(): Promise<void>;
}
