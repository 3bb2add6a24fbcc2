import type { StreamRow } from '../../catalog/streams.ts';
import { WeftError } from '../../errors.ts';
import type { StreamSettings } from '../settings.ts';

/**
 * What becomes of a delivery whose columns are not those of its stream. The first delivery of a stream settles its columns
 * under every contract; columns are told by name, so their order is never a fault; dropped columns
 * never count, nor does a new one that a setting names (key, version, scope, deletedWhen, types).
 *
 * | | new column | column that the last delivery had and this one lacks | value that does not fit its column's type |
 * |---|---|---|---|
 * | `evolve` | stored | as the merge mode says for absent fields | stored; a learned type widens |
 * | `freeze` | the run fails | the run fails, if the format names its columns up front | the run fails |
 * | `discard_column` | not stored, said on the run | as `evolve` | as `evolve` |
 * | `reject_row` | not stored; records with a value in it are quarantined | as `evolve` | the record is quarantined |
 *
 * dlt (docs: schema contracts) has the same modes; there a missing column never counts, and `discard_value` blanks what does
 * not fit. Weft alters no value, and takes a column that vanished for drift.
 */
export const contracts = ['evolve', 'freeze', 'discard_column', 'reject_row'] as const;
export type Contract = (typeof contracts)[number];

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
  const expected = stream.delivered ?? stream.columns.map(({ name }) => name);
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
