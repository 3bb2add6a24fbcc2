import type { StreamColumn } from '../catalog/stream.entity.ts';
import type { StreamRow } from '../catalog/streams.ts';
import { columnIdentifier } from '../db/names.ts';
import { WeftError } from '../errors.ts';

/** The columns of a stream once a delivery with this header has been taken. */
export interface SettledColumns {
  keyColumns: string[];
  /** All columns: those known, then new ones in the header's order. */
  columns: StreamColumn[];
  /** The new ones among them. */
  added: StreamColumn[];
  /** Identifiers of the header's columns, in its order. */
  delivered: string[];
  /** Positions of the key's columns in the header. */
  keyFields: number[];
}

const KEY_GUESSES = ['Id', 'id'];

/**
 * Fits a header to what the stream has.
 * @param where names the run in messages
 * @throws WeftError `no_key` when no key is declared and none can be told, or when the header lacks one of its columns;
 *   `conflict` when the stream has another key already
 */
export function settleColumns(
  stream: StreamRow,
  header: readonly string[],
  declaredKey: readonly string[] | undefined,
  where: string,
): SettledColumns {
  const keyColumns = settleKey(stream, header, declaredKey, where);
  const known = new Map(stream.columns.map((column) => [column.name, column]));
  const taken = new Set(stream.columns.map((column) => column.identifier));
  const added: StreamColumn[] = [];
  for (const name of header) {
    if (known.has(name)) continue;
    const column: StreamColumn = { name, identifier: columnIdentifier(name, taken), type: 'string' };
    taken.add(column.identifier);
    known.set(name, column);
    added.push(column);
  }
  return {
    keyColumns,
    columns: [...stream.columns, ...added],
    added,
    delivered: header.map((name) => known.get(name)!.identifier),
    keyFields: keyColumns.map((name) => header.indexOf(name)),
  };
}

function settleKey(
  stream: StreamRow,
  header: readonly string[],
  declared: readonly string[] | undefined,
  where: string,
): string[] {
  const guess = KEY_GUESSES.find((name) => header.includes(name));
  const key = [...(declared ?? stream.keyColumns ?? (guess ? [guess] : []))];
  if (stream.keyColumns && key.join('\n') !== stream.keyColumns.join('\n')) {
    throw new WeftError(
      'conflict',
      `${where}: the stream's key is ${stream.keyColumns.join(',')}, this run asks for ${key.join(',')}`,
      'Keep the key, or ingest under another stream name: records of two keys cannot be told apart.',
    );
  }
  const missing = key.filter((name) => !header.includes(name));
  if (key.length > 0 && missing.length === 0) return key;
  throw new WeftError(
    'no_key',
    key.length === 0
      ? `${where}: no key is declared and the sync output has no column Id or id`
      : `${where}: the sync output lacks the key's ${missing.map((name) => `"${name}"`).join(', ')}`,
    `Name the key's columns with --key or in weft.yaml. The header has ${header.slice(0, 30).join(', ')}.`,
  );
}
