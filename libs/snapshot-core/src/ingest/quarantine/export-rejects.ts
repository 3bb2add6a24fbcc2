import { readRejects } from '../../catalog/rejects.ts';
import type { Database } from '../../db/database.ts';
import { first } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';

const PAGE = 500;
const CR = 13;
const CRLF = Buffer.from('\r\n');

/**
 * A run's rejected records as a file that can be corrected and delivered again: their bytes as they came, behind what
 * stood before the first record (of CSV the header line). Records of other formats are JSON a line, those of a JSON
 * array an array again.
 * @param open only those that are still open
 */
export async function* exportRejects(db: Database, runId: number, open = false): AsyncGenerator<Buffer> {
  const quarantine = await first<{ format: string; head: Buffer }>(
    db.pool,
    sql`select format, head from weft.quarantine where run_id = ${runId}`,
  );
  const { format, head } = quarantine ?? { format: 'csv', head: Buffer.alloc(0) };
  const isArray = format === 'json';
  const usual = lineEndOf(head);
  yield isArray ? Buffer.from('[\n') : head;
  let after: number | undefined;
  for (;;) {
    const page = await readRejects(db.pool, runId, { after, limit: PAGE, open });
    const parts = page.flatMap(({ raw }, i) => {
      const isFirst = after === undefined && i === 0;
      return isArray ? [Buffer.from(isFirst ? '' : ',\n'), raw] : [raw, raw.at(-1) === CR ? CRLF : usual]; // a CR at its end is the record's own
    });
    yield Buffer.concat(parts);
    if (page.length < PAGE) break;
    after = page.at(-1)!.id;
  }
  if (isArray) yield Buffer.from('\n]\n');
}

/** How the header line ends: CRLF, a lone CR on old Macs, else a line feed. */
function lineEndOf(head: Buffer): Buffer {
  if (head.subarray(-2).equals(CRLF)) return CRLF;
  return Buffer.from(head.at(-1) === CR ? '\r' : '\n');
}
