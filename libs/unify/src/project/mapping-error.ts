import { WeftError } from '@app/snapshot-core';
import { sourceName } from '../model/source-record.ts';

/** Where a mapping failed. */
export interface MappedField {
  readonly model: string;
  readonly source: { readonly integration: string; readonly stream: string };
  /** The record's key; undefined when it was not told. */
  readonly key: string | undefined;
  /** A field of the model, or `updated_at`. */
  readonly field: string;
}

/** A mapping that failed on one record: names model, source, field and record, and says why. */
export class MappingError extends WeftError {
  constructor(
    readonly at: MappedField,
    cause: Error,
  ) {
    const record = at.key === undefined ? 'a record' : `record ${at.key}`;
    super(
      'invalid',
      `model ${at.model}, source ${sourceName(at.source)}, field ${at.field}: its mapping failed on ${record}: ${cause.message}`,
      'Correct the expression in weft.yaml so that it takes such a record, too, and apply it.',
      { cause },
    );
  }
}
