import type { Explained, Linkage } from '../linkage/linkage.ts';
import type { LinkedRecords } from '../match/link-records.ts';
import type { ProjectedRecord } from '../match/match-records.ts';
import { refText } from '../model/source-record.ts';
import type { Compared } from './count-pairs.ts';
import type { EvaluatedRecord } from './evaluated-record.ts';

/** A pair that was got wrong. */
export interface LinkageError {
  readonly a: ProjectedRecord;
  readonly b: ProjectedRecord;
  readonly explained: Explained;
  /** What made it so: which step joined the two, or kept them apart. */
  readonly why: string;
}

/** Of very many errors so many are looked at, evenly spread. */
const MOST_LOOKED_AT = 20_000;

/** The errors that are furthest from right: false merges of the highest weight, misses of the lowest. */
export function worstErrors(
  linkage: Linkage,
  records: readonly EvaluatedRecord[],
  linked: LinkedRecords,
  compared: Compared,
  count: number,
): { falseMerges: LinkageError[]; misses: LinkageError[] } {
  if (count === 0) return { falseMerges: [], misses: [] };
  const held = new Map(linked.review.map(({ a, b, reason }) => [JSON.stringify([a, b].sort()), reason]));
  const why = (a: EvaluatedRecord, b: EvaluatedRecord, { band, veto }: Explained, merged: boolean): string => {
    if (!a.isMember || !b.isMember)
      return 'no entity of the model: a record has none of the fields that its source needs';
    if (merged) return band === 'auto' ? 'matched' : 'in one cluster by way of other records';
    const reason = held.get(JSON.stringify([refText(a.ref), refText(b.ref)].sort()));
    if (reason !== undefined) return `held back: ${reason}`;
    if (veto !== null) return `veto: ${veto}`;
    if (!shareKey(linkage, a, b)) return 'never compared: no common key';
    return band === 'auto' ? 'matched, but their clusters do not fit' : 'not alike enough';
  };
  const explain = (pairs: Iterable<readonly [number, number]>, surestFirst: -1 | 1, merged: boolean): LinkageError[] =>
    sampled([...pairs])
      .map(([x, y]) => {
        const [a, b] = [records[x]!, records[y]!];
        return { a, b, explained: linkage.explain(linkage.prepare(a.projection), linkage.prepare(b.projection)) };
      })
      .sort((x, y) => surestFirst * (x.explained.weight - y.explained.weight))
      .slice(0, count)
      .map((error) => ({ ...error, why: why(error.a, error.b, error.explained, merged) }));
  return { falseMerges: explain(compared.falseMerges(), -1, true), misses: explain(compared.misses(), 1, false) };
}

function shareKey(linkage: Linkage, a: ProjectedRecord, b: ProjectedRecord): boolean {
  const keys = new Set(linkage.keysOf(a.projection).map(({ kind, value }) => JSON.stringify([kind, value])));
  return linkage.keysOf(b.projection).some(({ kind, value }) => keys.has(JSON.stringify([kind, value])));
}

function sampled<T>(items: readonly T[]): readonly T[] {
  const stride = Math.ceil(items.length / MOST_LOOKED_AT);
  return stride <= 1 ? items : items.filter((_, at) => at % stride === 0);
}
