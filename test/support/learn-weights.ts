/** Weights of made-up customers, as a full run learns them. */
import { parseModel, projectRecord } from '@app/unify';
import { RecordPool } from '../../libs/unify/src/run/full/record-pool.ts';
import { weightsFor } from '../../libs/unify/src/run/full/weights-for.ts';
import { Pace } from '../../libs/unify/src/run/pace.ts';
import { projectionText } from '../../libs/unify/src/store/projection-text.ts';
import { customers } from './labelled-records.ts';

/** @param least records from which on a thread learns them */
export async function learntWeights(least: number, signal?: AbortSignal) {
  const { fields, rows } = customers(400, 7);
  const map = Object.fromEntries(Object.keys(fields).map((field) => [field, field]));
  const model = parseModel('m', { fields, sources: { 'records.csv': { map } }, match: {} });
  const pool = new RecordPool();
  pool.beginSource('records', 'csv');
  for (const [i, row] of rows.entries()) {
    pool.push(String(i), projectionText(model, projectRecord(model, model.sources[0]!, row)), null);
  }
  let threads = 0;
  process.once('worker', () => (threads += 1));
  const frozen = { weights: null, weightsTried: 0 };
  const coming = await weightsFor(model, pool, frozen, new Pace(signal, undefined), least);
  const { weights } = await coming.weights().finally(coming.close);
  return { words: coming.words, weights, threads };
}
