import type { RejectForm } from '../../catalog/rejects.ts';
import type { Database } from '../../db/database.ts';
import { rows } from '../../db/query.ts';
import { empty, sql } from '../../db/sql.ts';
import { WeftError } from '../../errors.ts';

/** Rejected records of a run that are written in one form, and so make one file. */
export interface RejectPart {
  /** From 1; numbers may be missing, since files without a reject have no part. */
  part: number;
  /** As in `--format`. */
  format: string;
  /** Records in it. */
  rejects: number;
}

/**
 * The forms in which the rejected records of a run are written: several where files of different headers or formats were one delivery.
 * @param open only of those that are still open
 */
export async function listRejectParts(db: Database, runId: number, open = false): Promise<RejectPart[]> {
  return (await readParts(db, runId, open)).map(({ part, format, rejects }) => ({ part, format, rejects }));
}

/**
 * The form of one file of rejected records.
 * @param part undefined: the only one
 * @throws WeftError `conflict` when there are several and none is named
 */
export async function rejectPart(
  db: Database,
  runId: number,
  { open = false, part }: { open?: boolean; part?: number },
): Promise<RejectForm & { part: number }> {
  const found = await readParts(db, runId, open);
  const named = part === undefined ? found : found.filter((each) => each.part === part);
  if (named.length > 1) throw severalParts(runId, named);
  // Where nothing is left to correct, there is still the header that it would have.
  const [only] = named.length > 0 ? named : await readParts(db, runId, false);
  return only ?? { part: part ?? 1, format: 'csv', head: Buffer.alloc(0) };
}

function severalParts(runId: number, parts: readonly RejectPart[]): WeftError {
  const list = parts.map(({ part, format, rejects }) => `part ${part} (${format}, ${rejects})`).join(', ');
  return new WeftError(
    'conflict',
    `the rejected records of run ${runId} came in files of different headers or formats, so they make no single file: ${list}`,
    'Write a file for each with `weft rejects TENANT RUN --export DIR`, or name one of them with --part.',
    { http: 'Name one of them with ?part=.' },
  );
}

function readParts(db: Database, runId: number, open: boolean): Promise<(RejectPart & { head: Buffer })[]> {
  return rows(
    db.pool,
    sql`
      select part, format, head, count(*) as rejects
      from weft.quarantine
      join weft.reject using (run_id, part)
      where run_id = ${runId} ${open ? sql`and resolved_at is null` : empty}
      group by part, format, head
      order by part`,
  );
}
