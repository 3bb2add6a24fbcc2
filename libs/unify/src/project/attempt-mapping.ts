import type { Mapping } from '../model/unified-model.ts';
import { evaluateMapping, type MappedRecord } from './evaluate-mapping.ts';
import { EvaluationFault } from './jsonata/sandbox.ts';
import { type MappedField, MappingError } from './mapping-error.ts';

/**
 * The value of a mapping; null also where it fails on the record, which is reported.
 * @throws MappingError when it fails and there is nobody to report it to
 */
export function attemptMapping(
  mapping: Mapping,
  record: MappedRecord,
  at: MappedField,
  report: ((fault: MappingError) => void) | undefined,
): string | null {
  try {
    return evaluateMapping(mapping, record);
  } catch (error) {
    if (!(error instanceof EvaluationFault)) throw error;
    const fault = new MappingError(at, error);
    if (report === undefined) throw fault;
    report(fault);
    return null;
  }
}
