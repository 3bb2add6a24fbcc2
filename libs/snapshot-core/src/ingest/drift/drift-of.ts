import type { StreamColumn } from '../../catalog/stream.entity.ts';
import type { StreamRow } from '../../catalog/streams.ts';
import type { RunDrift } from '../../catalog/sync-run.entity.ts';
import type { StreamSettings } from '../settings.ts';

/** What a delivery had for columns. */
export interface DeliveredColumns {
  /** In its order. */
  names: readonly string[];
  /** Whether the format names all of them up front; if not, a column that no record mentions is not missing. */
  complete: boolean;
  /** Those of them that a contract kept out of the stream. */
  keptOut: readonly string[];
  /** The stream's columns after it. */
  columns: readonly StreamColumn[];
}

/**
 * How the columns of a delivery differ from those of the one before and of the stream; null when they do not, and for the
 * first delivery. Dropped columns never count.
 * @param stream as it was before the delivery
 */
export function driftOf(
  stream: StreamRow,
  { names, complete, keptOut, columns }: DeliveredColumns,
  { drop, archived }: Pick<StreamSettings, 'drop' | 'archived'>,
): RunDrift | null {
  if (stream.keyColumns === null || archived) return null;
  const dropped = new Set(drop);
  const delivered = names.filter((name) => !dropped.has(name));
  const before = (stream.delivered ?? stream.columns.map(({ name }) => name)).filter((name) => !dropped.has(name));
  const [known, had, has] = [new Set(stream.columns.map(({ name }) => name)), new Set(before), new Set(delivered)];
  const drift: RunDrift = {
    new: delivered.filter((name) => !known.has(name)),
    discarded: keptOut.filter((name) => has.has(name)),
    missing: complete ? before.filter((name) => !has.has(name)) : [],
    returned: complete ? delivered.filter((name) => known.has(name) && !had.has(name)) : [],
    reordered:
      complete &&
      stream.delivered !== null &&
      !sameOrder(
        before.filter((name) => has.has(name)),
        delivered.filter((name) => had.has(name)),
      ),
    renamed: [],
    types: typeChanges(stream.columns, columns),
  };
  const isSome = drift.reordered || Object.values(drift).some((part) => Array.isArray(part) && part.length > 0);
  return isSome ? drift : null;
}

/**
 * The columns to tell the next drift by. A format that does not name all of its columns up front only adds to them: what its
 * records do not mention, or what was skipped with them, is not missing.
 */
export function rememberedNames(stream: StreamRow, { names, complete, columns }: DeliveredColumns): string[] {
  if (complete) return [...names];
  const known = stream.columns.map(({ name }) => name);
  const added = columns.map(({ name }) => name).filter((name) => !known.includes(name));
  return [...(stream.delivered ?? known), ...added];
}

const sameOrder = (a: readonly string[], b: readonly string[]): boolean => a.every((name, i) => name === b[i]);

function typeChanges(before: readonly StreamColumn[], after: readonly StreamColumn[]): RunDrift['types'] {
  const types = new Map(before.map(({ name, type }) => [name, type]));
  return after.flatMap(({ name, type }) => {
    const from = types.get(name);
    return from === undefined || from === type ? [] : [{ column: name, from, to: type }];
  });
}
