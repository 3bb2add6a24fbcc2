import { readRejects } from '../../catalog/rejects.ts';
import type { Database } from '../../db/database.ts';
import { rejectPart } from './reject-parts.ts';

const PAGE = 500;
const CR = 13;
const CRLF = Buffer.from('\r\n');

/** What of a run's rejected records to export. */
export interface RejectExport {
  /** Only those that are still open. */
  open?: boolean;
  /** Those of one form, see {@link listRejectParts}; unset: there is only one. */
  part?: number;
}

/**
 * A run's rejected records as a file that can be corrected and delivered again: their bytes as they came, behind what
 * stood before the first record (of CSV the header line). Records of other formats are JSON a line, those of a JSON
 * array an array again. A text that was in another encoding than UTF-8 begins with a byte order mark, so that it is read as UTF-8 whatever is told.
 * @throws WeftError `conflict` when they do not have the same header and format, and no part is named
 */
export async function* exportRejects(
  db: Database,
  runId: number,
  { open, part: named }: RejectExport = {},
): AsyncGenerator<Buffer> {
  const { part, format, head } = await rejectPart(db, runId, { open, part: named });
  const isArray = format === 'json';
  const usual = lineEndOf(head);
  yield Buffer.concat([head, Buffer.from(isArray ? '[\n' : '')]);
  let after: number | undefined;
  for (;;) {
    const page = await readRejects(db.pool, runId, { after, limit: PAGE, open, part });
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
function lineEndOf(head: Uint8Array): Buffer {
  if (CRLF.equals(head.subarray(-2))) return CRLF;
  return Buffer.from(head.at(-1) === CR ? '\r' : '\n');
}
