import { z } from 'zod';
import { encodeCursor } from './cursor.ts';

/** A page of a list. Pass `next` as `cursor` to go on; null at the end. */
export interface Page<Item> {
  data: Item[];
  next: string | null;
}

/**
 * Makes a page of `limit` items from a reading of `limit` + 1: the one more only tells that there is a next page.
 * @param positionOf the key by which the list is ordered
 */
export function pageOf<Item>(
  list: string,
  limit: number,
  found: Item[],
  positionOf: (item: Item) => string | number,
): Page<Item> {
  const data = found.slice(0, limit);
  const last = data.at(-1);
  return { data, next: found.length > limit && last !== undefined ? encodeCursor(list, positionOf(last)) : null };
}

/** The schema of a page, for the OpenAPI document. */
export const pageSchema = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    data: z.array(item),
    next: z.string().nullable().meta({ description: 'Pass it as `cursor` to read on; null at the end.' }),
  });
