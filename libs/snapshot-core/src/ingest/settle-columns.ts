import type { LogicalType, StreamColumn } from '../catalog/stream.entity.ts';
import type { StreamRow } from '../catalog/streams.ts';
import type { StreamSettings } from './settings.ts';
import { columnIdentifier } from '../db/names.ts';
import { ColumnRoom } from './place-columns.ts';
import { settleKey } from './settle-key.ts';
import { checkFrozen, type ContractSettings, keptOutOf } from './drift/contract.ts';

/** The columns of a stream once a delivery with this header has been taken. */
export interface SettledColumns {
  keyColumns: string[];
  /** All columns: those known, then new ones in the header's order. */
  columns: StreamColumn[];
  /** The new ones among them. */
  added: StreamColumn[];
  /** Columns that the stream had and is to have no longer. */
  dropped: StreamColumn[];
  /** Columns of the header that the contract keeps out of the stream. */
  keptOut: string[];
  /** Whether every column of the header is stored. */
  storesAll: boolean;
  /** Identifiers of the header's columns, in its order. */
  delivered: string[];
  /** Positions of the key's columns in the header. */
  keyFields: number[];
}

/**
 * Fits a header to what the stream has.
 * @param header the delivery's columns, all of them
 * @param where names the run in messages
 * @param most columns of the table
 * @throws WeftError `no_key` when no key is declared and none can be told, or when the header lacks one of its columns;
 *   `conflict` when the stream has another key already; `schema_drift` when its columns are frozen and these are others
 */
export function settleColumns(
  stream: StreamRow,
  header: readonly string[],
  settings: ContractSettings,
  where: string,
  most?: number,
): SettledColumns {
  checkFrozen(stream, header, true, settings, where);
  const keyColumns = settleKey(stream, header, settings.key, where);
  const known = new Map(stream.columns.map((column) => [column.name, column]));
  const taken = new Set(stream.columns.map((column) => column.identifier));
  const keptOut = keptOutOf(stream, header, settings);
  const isLeftOut = new Set([...settings.drop, ...keptOut]);
  const isStored = (name: string) =>
    !isLeftOut.has(name) && (!settings.archived || known.has(name) || keyColumns.includes(name));
  const has = new Set(header);
  const added: StreamColumn[] = [];
  const places = new ColumnRoom(stream.columns, where, most);
  // What is not stored is staged all the same, since records are staged as the bytes they came in.
  const delivered = header.map((name) => {
    const isNew = !known.has(name);
    const identifier = known.get(name)?.identifier ?? columnIdentifier(name, taken);
    taken.add(identifier);
    if (isNew && isStored(name)) {
      added.push({ name, identifier, type: 'string', ...typed(name, settings.types), ...places.next() });
    }
    return identifier;
  });
  return {
    keyColumns,
    columns: [
      ...stream.columns
        .filter(({ name }) => !settings.drop.includes(name))
        .map((column) => ({
          ...(has.has(column.name) ? asText(column) : column),
          ...typed(column.name, settings.types),
        })),
      ...added,
    ],
    keptOut,
    added,
    dropped: stream.columns.filter(({ name }) => settings.drop.includes(name)),
    storesAll: header.every((name) => isStored(name)),
    delivered,
    keyFields: keyColumns.map((name) => header.indexOf(name)),
  };
}

/** CSV delivers texts; a type that is known is not narrowed by them, nor widened: what is of another kind shows as text. */
function asText({ untyped: _, ...column }: StreamColumn): StreamColumn {
  return column;
}

/** The type that is declared for a column, if one is. */
export function typed(name: string, types: StreamSettings['types']): { type?: LogicalType } {
  return Object.hasOwn(types, name) ? { type: types[name] } : {};
}
