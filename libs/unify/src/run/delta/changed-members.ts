import type { PoolClient } from 'pg';
import type { ModelSource, UnifiedModel } from '../../model/unified-model.ts';
import type { MappingError } from '../../project/mapping-error.ts';
import { belongs, projectRecord } from '../../project/project-record.ts';
import { deleteMembers, insertMembers, type Member, updateProjections } from '../../store/members.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import { projectionText } from '../../store/projection-text.ts';
import type { SourceRow } from './source-rows.ts';

/** A member that looks different to the model than it did. */
export interface ChangedMember extends Omit<Member, 'projection'> {
  /** Its projection before; null where it is new. */
  before: string | null;
  /** Its projection now; null where its record is gone, or does not belong to the model any more. */
  after: string | null;
}

/** The projection of a record as it is now, as text; null where it is gone, or does not belong to the model any more. */
export function projectRow(
  model: UnifiedModel,
  source: ModelSource,
  { key, present, values, columns }: SourceRow,
  report: (fault: MappingError) => void,
): string | null {
  if (present === null) return null;
  const record = Object.fromEntries(columns.map((column, i) => [column, values[i] ?? null]));
  const projection = projectRecord(model, source, record, { key, report });
  return belongs(source, projection) ? projectionText(model, projection) : null;
}

/** Brings members up to date with what was found of them. */
export async function writeMembers(
  tx: PoolClient,
  tables: ModelTables,
  changed: readonly ChangedMember[],
): Promise<void> {
  const present = changed.flatMap(({ after, ...member }) => (after === null ? [] : [{ ...member, projection: after }]));
  await insertMembers(
    tx,
    tables,
    present.filter(({ before }) => before === null),
  );
  await updateProjections(
    tx,
    tables,
    present.filter(({ before }) => before !== null),
  );
  const gone = changed.filter(({ after }) => after === null);
  await deleteMembers(
    tx,
    tables,
    gone.map(({ id }) => id),
  );
}
