import { WeftError } from '../errors.ts';
import { type Sql, sql } from '../db/sql.ts';
import { columnValue, rowOf } from '../snapshot/column-value.ts';
import { type SnapshotTable, tableOf } from '../snapshot/snapshot-table.ts';
import type { StreamRow } from '../catalog/streams.ts';
import type { FoundRange } from './found-range.ts';
import type { Absence } from './publish/absent.ts';
import type { EarlyPublication } from './publish/early-publication.ts';
import type { RejectList } from './reject-list.ts';
import type { Scanned } from './scan-csv.ts';
import { inScope } from './scope.ts';
import type { StreamSettings } from './settings.ts';
import type { SkipFilter } from './skip-filter.ts';

interface Delivered {
  settings: StreamSettings;
  /** As it was before the delivery. */
  stream: StreamRow;
  snapshot: SnapshotTable;
  scanned: Scanned;
  filter: SkipFilter;
  rejects: RejectList;
  range: FoundRange | undefined;
  where: string;
  early?: Pick<EarlyPublication, 'replaced'>;
}

/** Whether the scope is the range that the sync output itself has. */
export function findsRange({ kind, scope }: StreamSettings): boolean {
  return (
    kind === 'full' && scope !== undefined && scope.from === undefined && scope.to === undefined && !('value' in scope)
  );
}

/**
 * What the absence of a record means for this delivery.
 * @throws WeftError `invalid` when the stream has no column of the scope's name
 */
export function absenceOf(delivered: Delivered): Absence {
  const { settings, stream, snapshot, scanned, filter, rejects, range, where, early } = delivered;
  if (settings.kind !== 'full') return { type: 'none' };
  let within: Sql | undefined;
  if (settings.scope) {
    const bounds = range ? range.bounds : settings.scope;
    // Of a file without any value in the scope's column nothing can be told to be covered.
    if (!bounds) return { type: 'none' };
    within = inScope(bounds, scopeColumn(snapshot, settings.scope.column, where));
  }
  return {
    type: 'full',
    // Of a stream without records none can be absent.
    unseen: stream.recordCount === 0 ? new Int32Array(0) : scanned.skipped > 0 ? filter.unseen(early?.replaced) : null,
    allHashed: filter.size === stream.recordCount,
    rejectedKeys: rejects.keys,
    limit: settings.deleteLimit,
    releaseAfter: settings.releaseAfter,
    within,
    scope: within
      ? sql`(select count(*) from ${tableOf(snapshot)} t where ${within})`
      : sql`${stream.recordCount}::float8`,
    replaces: stream.keyColumns?.length === 0,
    emptyDelivery: scanned.received === rejects.rejects.length,
  };
}

function scopeColumn(snapshot: SnapshotTable, name: string, where: string): Sql {
  const column = snapshot.columns.find((each) => each.name === name);
  if (column) return columnValue(column, rowOf('t'));
  throw new WeftError(
    'invalid',
    `${where}: the scope is on the column "${name}", which neither the stream nor the sync output has`,
    `Its columns are ${snapshot.columns
      .slice(0, 30)
      .map((each) => each.name)
      .join(', ')}.`,
  );
}
