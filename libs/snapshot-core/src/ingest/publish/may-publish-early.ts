import type { Delivery } from '../delivery.ts';
import { inputsOf, sizeOf } from '../input.ts';

/** What is read until the end holds up the tenant's other runs as soon as a part of it is published: some seconds' worth. */
const MOST_BYTES = 1 << 30;

/**
 * Whether parts of a delivery may be published while the rest is still being read. What was published too early is taken back by reading
 * the delivery once more, so that has to be files. And a record has to count as it comes: nothing that comes later, or is told
 * only at the end, may bear on it but another record of its key.
 */
export function mayPublishEarly({ stream, settings, request }: Delivery): boolean {
  const inputs = inputsOf(request);
  if (!stream.keyColumns?.length || !inputs.every(({ path }) => path !== undefined)) return false;
  const bytes = sizeOf(inputs);
  if (bytes === null || bytes > MOST_BYTES || bytes < publishedBytes({ request })) return false;
  const { version, scope, archived, mergedInto, merge } = settings;
  return version === undefined && scope === undefined && !archived && mergedInto === undefined && merge !== 'append';
}

/** Bytes of changed records that are published at once while more are read. */
export const publishedBytes = ({ request }: Pick<Delivery, 'request'>): number => request.publishedBytes ?? 4 << 20;
