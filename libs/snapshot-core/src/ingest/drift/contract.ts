import type { StreamRow } from '../../catalog/streams.ts';
import { WeftError } from '../../errors.ts';
import type { StreamSettings } from '../settings.ts';

/** What a contract depends on besides the columns. */
export type ContractSettings = Pick<
  StreamSettings,
  'contract' | 'drop' | 'archived' | 'key' | 'version' | 'scope' | 'deletedWhen' | 'types'
>;

/** The delivery's columns that the contract keeps out of the stream. */
export function keptOutOf(stream: StreamRow, names: readonly string[], settings: ContractSettings): string[] {
  const { contract, archived } = settings;
  if (stream.keyColumns === null || archived || (contract !== 'discard_column' && contract !== 'reject_row')) return [];
  return unforeseen(stream, names, settings);
}

/** New columns that no setting speaks of: one that a setting names is meant to be there. */
function unforeseen(
  stream: StreamRow,
  names: readonly string[],
  { drop, key, version, scope, deletedWhen, types }: ContractSettings,
): string[] {
  const foreseen = new Set([
    ...stream.columns.map(({ name }) => name),
    ...drop,
    ...(key ?? []),
    ...Object.keys(deletedWhen),
    ...Object.keys(types),
    version,
    scope?.column,
  ]);
  return names.filter((name) => !foreseen.has(name));
}

/**
 * @param names the delivery's columns, all of them where the format names them up front
 * @param complete whether it does
 * @throws WeftError `schema_drift` when the stream is frozen and these are not its columns
 */
export function checkFrozen(
  stream: StreamRow,
  names: readonly string[],
  complete: boolean,
  settings: ContractSettings,
  where: string,
): void {
  const { contract, drop, archived } = settings;
  if (contract !== 'freeze' || archived || stream.keyColumns === null) return;
  const delivered = new Set(names);
  const known = stream.columns.map(({ name }) => name);
  // What another contract kept out, or the last delivery had of columns that are dropped since, is no column of the stream.
  const expected = stream.delivered?.filter((name) => known.includes(name)) ?? known;
  const added = unforeseen(stream, names, settings);
  const missing = complete ? expected.filter((name) => !delivered.has(name) && !drop.includes(name)) : [];
  if (added.length === 0 && missing.length === 0) return;
  const faults = [
    ...(added.length > 0 ? [`the sync output has the new ${columnList(added)}`] : []),
    ...(missing.length > 0 ? [`it lacks ${columnList(missing)}`] : []),
  ];
  throw new WeftError(
    'schema_drift',
    `${where}: the stream's columns are frozen, and ${faults.join(', and ')}`,
    'Nothing of it was written. Ingest it once with the contract evolve if these columns are right, or correct the delivery.',
  );
}

const NAMED = 20;

/** `column "a"`, `columns "a", "b"`, and how many more. */
export function columnList(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map((name) => `"${name}"`);
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `column${names.length === 1 ? '' : 's'} ${shown.join(', ')}${more}`;
}
