import type { Database } from '../db/database.ts';
import { execute, type Queryable, rows } from '../db/query.ts';
import { empty, sql } from '../db/sql.ts';

/** A record that could not be taken, as users see it. */
export interface RejectView {
  /** Rises in the order of the sync output. */
  id: number;
  /** Name of the file, where the run had several; else left out. */
  file?: string;
  /** Which of the files that they are exported as it is in, where the run had several headers or formats; else left out. */
  part?: number;
  line: number;
  key: string | null;
  reason: string;
  /** `resolved`: a later run has taken the record. */
  state: 'open' | 'resolved';
  /** That run; null while open, or when its row is gone. */
  resolved_by: number | null;
  /** The record as it came; bytes that are no UTF-8 show as U+FFFD. */
  raw: string;
}

export interface NewReject {
  /** Which of the run's forms it is written in, from 1. */
  part: number;
  /** Name of the file, where the run has several. */
  file?: string;
  line: number;
  key: string | null;
  reason: string;
  raw: Buffer;
}

/** How rejected records are written, for them to be delivered again. */
export interface RejectForm {
  /** As in `--format`. */
  format: string;
  /** What comes before the first record: of CSV the header. */
  head: Uint8Array;
}

/** Where rejected records come from. */
export interface RejectedBy {
  runId: number;
  /** Null for a sample of what a failed run would have rejected: nothing resolves those. */
  streamId: number | null;
  /** Those that their parts are numbers of: several where the run had files of different headers or formats. */
  forms: readonly RejectForm[];
}

/** Bytes of records that are sent at once: in a list they are written as hex digits, several times over. */
const MOST_AT_ONCE = 256 << 10;

/** Keeps rejected records beside their run. */
export async function saveRejects(tx: Queryable, by: RejectedBy, rejects: readonly NewReject[]): Promise<void> {
  if (rejects.length === 0) return;
  await saveForms(tx, by, rejects);
  for (const batch of inBatches(rejects)) await saveBatch(tx, by, batch);
}

async function saveForms(tx: Queryable, by: RejectedBy, rejects: readonly NewReject[]): Promise<void> {
  const parts = [...new Set(rejects.map(({ part }) => part))];
  const forms = parts.map((part) => by.forms[part - 1]!);
  await execute(
    tx,
    sql`
      insert into weft.quarantine (run_id, part, format, head)
      select ${by.runId}::integer, part, format, head
      from unnest(${parts}::integer[], ${forms.map(({ format }) => format)}::text[],
        ${forms.map(({ head }) => Buffer.from(head))}::bytea[]) as form (part, format, head)`,
  );
}

/** In order; what is large goes alone. */
function inBatches(rejects: readonly NewReject[]): NewReject[][] {
  const batches: NewReject[][] = [];
  let bytes = Infinity;
  for (const reject of rejects) {
    bytes += reject.raw.length;
    if (bytes > MOST_AT_ONCE) {
      batches.push([]);
      bytes = reject.raw.length;
    }
    batches.at(-1)!.push(reject);
  }
  return batches;
}

async function saveBatch(tx: Queryable, { runId, streamId }: RejectedBy, batch: readonly NewReject[]): Promise<void> {
  const [{ raw }] = batch as [NewReject];
  await execute(
    tx,
    sql`
      insert into weft.reject (run_id, stream_id, part, file, line, key, reason, raw)
      select ${runId}::integer, ${streamId}::integer, part, file, line, key, reason, ${batch.length > 1 ? sql`raw` : sql`${raw}::bytea`}
      from unnest(${batch.map((r) => r.part)}::integer[], ${batch.map((r) => r.file ?? null)}::text[], ${batch.map((r) => r.line)}::bigint[],
        ${batch.map((r) => r.key)}::text[], ${batch.map((r) => r.reason)}::text[], ${batch.length > 1 ? batch.map((r) => r.raw) : [null]}::bytea[])
        with ordinality as incoming (part, file, line, key, reason, raw, n)
      order by n`,
  );
}

export interface RejectsPage {
  /** `id` of the reject to continue from. */
  after?: number;
  limit: number;
  /** Only those that are still open. */
  open?: boolean;
  /** Only those of one form. */
  part?: number;
}

/** A run's rejected records in the order of the sync output. */
export async function listRejects(db: Database, runId: number, page: RejectsPage): Promise<RejectView[]> {
  const found = await readRejects(db.pool, runId, page);
  return found.map(({ file, part, ...reject }) => ({
    ...(file === null ? {} : { file }),
    ...(part === null ? {} : { part }),
    ...reject,
    raw: reject.raw.toString('utf8'),
  }));
}

/** The same with the bytes of the records. */
export function readRejects(
  db: Queryable,
  runId: number,
  page: RejectsPage,
): Promise<(Omit<RejectView, 'raw' | 'file' | 'part'> & { file: string | null; part: number | null; raw: Buffer })[]> {
  return rows(
    db,
    sql`
      select id, file, case when exists (select from weft.quarantine where run_id = ${runId} and part > 1) then part end as part,
        line, key, reason, case when resolved_at is null then 'open' else 'resolved' end as state,
        resolved_by, raw
      from weft.reject
      where run_id = ${runId} and id > ${page.after ?? 0} ${page.open ? sql`and resolved_at is null` : empty}
        ${page.part === undefined ? empty : sql`and part = ${page.part}`}
      order by id
      limit ${page.limit}`,
  );
}
