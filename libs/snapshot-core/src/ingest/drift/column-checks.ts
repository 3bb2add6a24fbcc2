import type { LogicalType } from '../../catalog/stream.entity.ts';
import { WeftError } from '../../errors.ts';
import { fitsType } from '../../snapshot/typed/fits-type.ts';
import type { SettledColumns } from '../settle-columns.ts';
import type { StreamSettings } from '../settings.ts';

/** A column whose values a contract looks at. */
export interface CheckedColumn {
  name: string;
  /** What a value has to be; null: the stream does not have the column, so there must be none. */
  type: LogicalType | null;
}

/** The columns whose values the contract looks at; none under most contracts. */
export function checkedColumns(settled: SettledColumns, { contract, archived }: StreamSettings): CheckedColumn[] {
  if (archived || (contract !== 'freeze' && contract !== 'reject_row')) return [];
  const typed = settled.columns.filter(({ type }) => type !== 'string');
  return [
    ...typed.map(({ name, type }) => ({ name, type })),
    ...(contract === 'reject_row' ? settled.keptOut.map((name) => ({ name, type: null })) : []),
  ];
}

/** Why a value breaks the contract; undefined when it does not. Nulls break none. */
export function misfitOf({ name, type }: CheckedColumn, value: string): string | undefined {
  if (type === null) return `it has a value in the column "${name}", which the stream does not have`;
  if (fitsType(value, type)) return undefined;
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return `"${name}" is of type ${type}, and this is none: ${JSON.stringify(shown)}`;
}

/** @throws WeftError `schema_drift`, always: what a frozen stream says to such a value */
export function failFrozen(where: string, line: number, misfit: string): never {
  throw new WeftError(
    'schema_drift',
    `${where}: the stream's columns are frozen, and in the record on line ${line} ${misfit}`,
    'Nothing of it was written. Correct the delivery, or ingest it with another contract: reject_row sets such records aside.',
  );
}
