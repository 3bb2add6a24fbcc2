import { performance } from 'node:perf_hooks';
import { type RunHint, WeftError } from '@app/snapshot-core';
import { trainLinkage } from '../linkage/train-linkage.ts';
import { openLinkage } from '../linkage/open-linkage.ts';
import { linkRecords } from '../match/link-records.ts';
import type { ProjectedRecord } from '../match/match-records.ts';
import { refText, sourceName, type SourceRecordRef } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { MappingFaults } from '../project/mapping-faults.ts';
import { belongs, projectRecord } from '../project/project-record.ts';
import { countPairs } from './count-pairs.ts';
import type { EvaluatedRecord } from './evaluated-record.ts';
import { evaluationModel, type Side } from './evaluation-model.ts';
import { idColumn, type RecordFile } from './labelled-file.ts';
import { type PairCounts, rates, type RecordIndex } from './pair-counts.ts';
import { idsOf, type Truth } from './truth.ts';
import { type LinkageError, worstErrors } from './worst-errors.ts';

export interface EvaluationInput {
  /** `left` and `right`, or `records` alone. */
  readonly files: readonly (RecordFile & { readonly side: Side })[];
  readonly truth: Truth;
  /** Column of the ids, where it is not to be found out from the truth. */
  readonly idColumn?: string | undefined;
  /** How many errors of each kind are wanted. */
  readonly errors?: number;
}

/** How well a model links labelled records. */
export interface Evaluation extends PairCounts {
  /** Fractions, 0 to 1. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Unified records found, those of one source record included. */
  readonly clusters: number;
  /** Pairs that people would be asked about. */
  readonly reviewPairs: number;
  /** Pairs that were scored. */
  readonly candidatePairs: number;
  /** From the records to the clusters, in milliseconds. */
  readonly ms: number;
  readonly records: number;
  /** What a run would tell of: mappings that failed on records. */
  readonly hints: readonly RunHint[];
  /** Found pairs that the truth denies, those the method is surest of first. */
  readonly falseMerges: readonly LinkageError[];
  /** True pairs that were not found, those the method is surest to be two entities first. */
  readonly misses: readonly LinkageError[];
}

/**
 * Links labelled records as a tenant's run would, in memory, and compares the clusters with the truth. Neither labels nor ids
 * are looked at before the clusters are final.
 * @throws WeftError `invalid_input` when ids cannot be found or are not unique
 */
export function evaluateLinkage(declared: UnifiedModel, input: EvaluationInput): Evaluation {
  const ids = idsOf(input.truth);
  const model = evaluationModel(declared, input.files);
  const started = performance.now();
  const faults = new MappingFaults();
  const records = input.files.flatMap((file) => readRecords(model, file, idColumn(file, ids, input.idColumn), faults));
  const members = records.filter(({ isMember }) => isMember);
  const weights = trainLinkage(
    model,
    members.map(({ projection }) => projection),
    members.map(({ ref }) => sourceName(ref)),
  );
  const linkage = openLinkage(model, weights);
  const linked = linkRecords(model, linkage, members);
  const ms = Math.round(performance.now() - started);
  const clusterOf = clusterNumbers(records, linked.clusters);
  const compared = countPairs(input.truth, {
    clusterOf,
    sideOf: records.map(({ ref }) => ref.integration),
    index: recordIndex(records),
  });
  const errors = worstErrors(linkage, records, linked, compared, input.errors ?? 0);
  const { truePairs, foundPairs, correctPairs } = compared;
  return {
    ...rates(compared),
    ...{ truePairs, foundPairs, correctPairs },
    clusters: linked.clusters.length,
    reviewPairs: linked.doubtful.length + linked.review.length,
    candidatePairs: linked.scored,
    ms,
    records: records.length,
    hints: faults.hints(),
    ...errors,
  };
}

function readRecords(
  model: UnifiedModel,
  file: RecordFile & { side: Side },
  column: string,
  { report }: MappingFaults,
): EvaluatedRecord[] {
  const source = model.sources.find(({ integration }) => integration === file.side);
  if (source === undefined) throw new Error(`the evaluation's model has no source for ${file.side}`);
  const seen = new Set<string>();
  return file.rows.map((row, at) => {
    const key = row[column]?.trim() ?? '';
    if (key === '' || seen.has(key)) {
      const what = key === '' ? `record ${at + 1} has no ${column}` : `${column} "${key}" is there twice`;
      throw new WeftError('invalid_input', `${file.name}: ${what}`, 'Each record needs an id of its own.');
    }
    seen.add(key);
    const projection = projectRecord(model, source, row, { key, report });
    return { ref: { integration: file.side, stream: 'csv', key }, projection, isMember: belongs(source, projection) };
  });
}

/** By record the number of its cluster; of those in none each has a number of its own, below 0. */
function clusterNumbers(records: readonly ProjectedRecord[], clusters: readonly SourceRecordRef[][]): number[] {
  const numbers = new Map(clusters.flatMap((refs, number) => refs.map((ref) => [refText(ref), number] as const)));
  return records.map(({ ref }, at) => numbers.get(refText(ref)) ?? -1 - at);
}

function recordIndex(records: readonly ProjectedRecord[]): RecordIndex {
  const bySide = new Map<string, Map<string, number>>();
  records.forEach(({ ref: { integration, key } }, index) => {
    const side = bySide.get(integration) ?? new Map<string, number>();
    bySide.set(integration, side.set(key, index));
  });
  const sides = { a: bySide.get('left') ?? bySide.get('records'), b: bySide.get('right') ?? bySide.get('records') };
  return {
    // A truth may also name two records of one file: then the other file is asked last.
    find: (id, as) => sides[as]?.get(id) ?? sides[as === 'a' ? 'b' : 'a']?.get(id),
    all: (id) => [...bySide.values()].flatMap((side) => side.get(id) ?? []),
  };
}
