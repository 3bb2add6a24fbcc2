/** How a CSV is written. Bytes, since the scanner works on bytes. */
export interface Dialect {
  delimiter: number;
  quote: number;
  /** The line end's last byte; a carriage return before it belongs to the line end. */
  newline: number;
}

/** What of a dialect is told rather than detected. */
export type ToldDialect = Partial<Pick<Dialect, 'delimiter' | 'quote'>>;

export const LF = 10;
export const CR = 13;
export const QUOTE = 34;

const DELIMITERS = [',', ';', '\t', '|'].map((character) => character.charCodeAt(0));

/**
 * Tells the dialect from the start of a file: the delimiter that its first line has most often outside quotes (comma
 * where it has none) unless it is told, and whether lines end with a line feed or, as on old Macs, with a carriage return alone.
 */
export function detectDialect(head: Uint8Array, told: ToldDialect = {}): Dialect {
  const { quote = QUOTE } = told;
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  let newline = LF;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i]!;
    if (byte === quote) quoted = !quoted;
    if (quoted) continue;
    if (byte === LF) break;
    if (byte === CR) {
      if (i + 1 < head.length && head[i + 1] !== LF) newline = CR;
      break;
    }
    if (counts.has(byte)) counts.set(byte, counts.get(byte)! + 1);
  }
  const [delimiter] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best));
  return { delimiter: told.delimiter ?? delimiter, quote, newline };
}
