import { ApiError } from '../errors/api-error.ts';

/**
 * The opaque position of a page: base64url of the list's name and the last key that was given. The name keeps a cursor of
 * one list from being taken by another, where it would silently start at a wrong place.
 */
export function encodeCursor(list: string, position: string | number): string {
  return Buffer.from(`${list}:${position}`).toString('base64url');
}

/**
 * The key after which a page starts; undefined for the first page.
 * @throws ApiError `malformed` when this is no cursor of this list.
 */
export function decodeCursor(list: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  const canonical = Buffer.from(text).toString('base64url') === cursor;
  if (canonical && text.startsWith(`${list}:`) && !text.includes('\0')) return text.slice(list.length + 1);
  throw noCursor(cursor);
}

/**
 * Like {@link decodeCursor}, for lists in order of a number.
 * @throws ApiError `malformed`
 */
export function decodeNumberCursor(list: string, cursor: string | undefined): number | undefined {
  const position = decodeCursor(list, cursor);
  if (position === undefined) return undefined;
  if (/^\d{1,15}$/.test(position)) return Number(position);
  throw noCursor(cursor);
}

/**
 * Like {@link decodeCursor}, for lists in order of several values.
 * @param types of the values
 * @throws ApiError `malformed`
 */
export function decodeListCursor<Position extends readonly unknown[]>(
  list: string,
  cursor: string | undefined,
  types: readonly ('string' | 'number')[],
): Position | undefined {
  const position = decodeCursor(list, cursor);
  if (position === undefined) return undefined;
  const values = parsed(position);
  const fits = Array.isArray(values) && values.length === types.length;
  if (fits && values.every((value, i) => typeof value === types[i])) return values as unknown as Position;
  throw noCursor(cursor);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const noCursor = (cursor: string | undefined) =>
  new ApiError(
    'malformed',
    `"${cursor}" is no cursor of this list`,
    'A cursor is the `next` of an earlier page of the same list; leave it out for the first page.',
  );
