import { csvField } from '../record-key.ts';
import type { Dialect } from './dialect.ts';
import { endOfField } from './split-fields.ts';

/**
 * A record with quotes inside unquoted fields (`37°36'37.8"N`), where they are ordinary characters, written so that COPY
 * takes them for that, too: those fields quoted, the others as they are.
 */
export function requote(record: Buffer, { delimiter, quote }: Dialect): Buffer {
  // Latin-1 keeps each byte a character, so UTF-8 passes through whole.
  const text = record.toString('latin1');
  const [comma, mark] = [String.fromCharCode(delimiter), String.fromCharCode(quote)];
  const fields: string[] = [];
  for (let start = 0; start <= text.length;) {
    const end = endOfField(text, start, comma);
    const field = text.slice(start, end);
    fields.push(field.includes(mark) && !field.startsWith(mark) ? csvField(field) : field);
    start = end + 1;
  }
  return Buffer.from(fields.join(comma), 'latin1');
}
