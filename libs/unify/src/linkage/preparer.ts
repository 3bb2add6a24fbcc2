import type { Projection } from '../project/project-record.ts';
import type { Linkage, Prepared } from './linkage.ts';

/** Prepares records once. */
export function preparer(linkage: Linkage, records: readonly Projection[]): (record: number) => Prepared {
  const prepared = new Map<number, Prepared>();
  return (record) => {
    const known = prepared.get(record) ?? linkage.prepare(records[record]!);
    prepared.set(record, known);
    return known;
  };
}
