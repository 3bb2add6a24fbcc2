import { type RunHint, WeftError } from '@app/snapshot-core';
import { sourceName } from '../model/source-record.ts';
import { EvaluationFault } from './jsonata/sandbox.ts';
import type { MappingError } from './mapping-error.ts';

/** Of each field so many records are named. */
const MOST_NAMED = 3;
/** Each costs a second or two: so many in one run, and it would not end. */
const MOST_TIMED_OUT = 20;

/** The records on which one field's mapping failed. */
interface FieldFaults {
  model: string;
  source: string;
  field: string;
  records: number;
  named: string[];
}

/**
 * Mappings that failed on single records in a run. What one record cannot say stays empty there, and the run tells of it: thousands of
 * others must not wait for it.
 */
export class MappingFaults {
  private readonly fields = new Map<string, FieldFaults>();
  private timedOut = 0;

  /**
   * Takes note of one.
   * @throws WeftError `invalid` when expressions have run out of time again and again
   */
  readonly report = (fault: MappingError): void => {
    const { model, key, field } = fault.at;
    const { cause } = fault;
    if (cause instanceof EvaluationFault && cause.timedOut && (this.timedOut += 1) >= MOST_TIMED_OUT) {
      throw new WeftError(
        'invalid',
        `${fault.message}; so it has on ${MOST_TIMED_OUT} records of this run, which would not end`,
        'Make the expression in weft.yaml simpler, and apply it. Until then the unified records stay as they are.',
        { cause: fault },
      );
    }
    const source = sourceName(fault.at.source);
    const id = `${source} ${field}`;
    const known = this.fields.get(id) ?? { model, source, field, records: 0, named: [] };
    known.records += 1;
    if (known.named.length < MOST_NAMED) known.named.push(`${key ?? 'a record'} (${(cause as Error).message})`);
    this.fields.set(id, known);
  };

  /** What the run tells of them. */
  hints(): RunHint[] {
    return [...this.fields.values()].map(({ model, source, field, records, named }) => {
      const others = records > named.length ? ` and ${records - named.length} more` : '';
      const message =
        `model ${model}, source ${source}, field ${field}: its mapping failed on ${records} record${records === 1 ? '' : 's'}, ` +
        `where the field stays empty: ${named.join(', ')}${others}. Correct the expression in weft.yaml and apply it`;
      return { code: 'failed_mapping', columns: [field], message };
    });
  }
}
