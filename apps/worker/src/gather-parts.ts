import { basename, dirname } from 'node:path';
import { formatOfName, inOrderOfDelivery, parseDeliveryName } from '@app/snapshot-core';
import type { FoundFile } from './find-sync-output.ts';

/** A file as it was found. */
export interface FilePart {
  path: string;
  /** Bytes. */
  size: number;
  /** ISO 8601. */
  modifiedAt: string;
}

/**
 * Sync output that is one delivery: a file, or the parts of one. Of parts `path` is that of the first, `size` the sum, and
 * `modifiedAt` the time of the youngest; a part that comes later, or changes in size or time, makes another delivery of them all.
 */
export interface FoundDelivery extends FoundFile {
  /** In order; null for a file that is whole in itself. */
  parts: FilePart[] | null;
}

interface NumberedFile extends FoundFile {
  timestamp: string | null;
  part: number;
}

/**
 * Puts the parts of one delivery together: `<stream>[-YYYYMMDDTHHMMSS].partN.<format>` of one folder, stream and timestamp. Taken
 * one by one, each part of a complete extract would delete what is only in the others.
 */
export function gatherParts(files: readonly FoundFile[]): FoundDelivery[] {
  const whole: FoundDelivery[] = [];
  const sets = new Map<string, NumberedFile[]>();
  for (const file of files) {
    const { timestamp, part } = parseDeliveryName(basename(file.path));
    // A Singer stream is ordered in itself, and names its own streams.
    if (part === null || formatOfName(file.path) === 'singer') whole.push({ ...file, parts: null });
    else {
      const id = JSON.stringify([dirname(file.path), file.tenant, file.integration, file.stream, timestamp]);
      sets.set(id, [...(sets.get(id) ?? []), { ...file, timestamp, part }]);
    }
  }
  return [...whole, ...[...sets.values()].map(together)];
}

/**
 * Whether no part is missing between the first, which is 0 or 1, and the last that is there. That more will come behind it
 * cannot be seen: only that nothing has come for a while.
 */
export function hasAllParts({ parts }: FoundDelivery): boolean {
  if (parts === null) return true;
  // A set, since the same number twice (as CSV and as JSON Lines) is no gap.
  const numbers = new Set(parts.map(({ path }) => parseDeliveryName(basename(path)).part!));
  const first = Math.min(...numbers);
  return first <= 1 && Math.max(...numbers) - first + 1 === numbers.size;
}

function together(files: readonly NumberedFile[]): FoundDelivery {
  const parts = [...files].sort(inOrderOfDelivery);
  const youngest = Math.max(...parts.map(({ modifiedAt }) => modifiedAt.getTime()));
  const { path, tenant, integration, stream } = parts[0]!;
  return {
    path,
    tenant,
    integration,
    stream,
    size: parts.reduce((sum, { size }) => sum + size, 0),
    modifiedAt: new Date(youngest),
    parts: parts.map((part) => ({ path: part.path, size: part.size, modifiedAt: part.modifiedAt.toISOString() })),
  };
}
