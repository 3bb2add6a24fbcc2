import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Sql, sql } from '../sql.ts';

/**
 * Rows of a query by COPY, in batches as they come over the wire: a field is its text or null. Takes half the time of a
 * cursor's fetches, and holds one batch in memory.
 * @param query without parameters, which COPY does not take: constants go in by `literal`
 */
export async function* copyOut(tx: PoolClient, query: Sql): AsyncGenerator<(string | null)[][]> {
  for await (const lines of copyOutLines(tx, query)) yield rowsOf(lines);
}

/** As {@link copyOut}, the rows as they came, for others to take apart: see {@link rowsOf}. */
export async function* copyOutLines(tx: PoolClient, query: Sql): AsyncGenerator<Buffer> {
  const stream = tx.query(copyTo(sql`copy (${query}) to stdout`.toQuery().text));
  let rest: Buffer[] = [];
  let failed = false;
  stream.once('error', () => (failed = true)); // the library only emits it: nothing else tells
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const end = chunk.lastIndexOf(LINE_END) + 1;
      if (end > 0) {
        const whole = chunk.subarray(0, end);
        yield rest.length === 0 ? whole : Buffer.concat([...rest, whole]);
        rest = [];
      }
      if (end < chunk.length) rest.push(chunk.subarray(end));
    }
  } finally {
    // Left early: the connection takes nothing else before the server has said the last word of this.
    if (!stream.readableEnded && !failed) await finished(stream.resume()).catch(() => undefined);
  }
}

const LINE_END = 0x0a;

/** The rows of some lines, of which each ends with a line end. */
export const rowsOf = (lines: Buffer): (string | null)[][] =>
  lines
    .toString('utf8', 0, lines.length - 1)
    .split('\n')
    .map(fieldsOf);

const fieldsOf = (line: string): (string | null)[] => line.split('\t').map(fieldOf);

/** In the text format a backslash begins an escape, `\N` is null, and tabs and line ends are never in a field as such. */
function fieldOf(field: string): string | null {
  if (!field.includes('\\')) return field;
  return field === '\\N' ? null : field.replace(/\\(.)/gs, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
