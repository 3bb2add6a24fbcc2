/**
 * Scores made-up customers as a full run does, with a thread beside and alone, and prints the edges of both as JSON. Run by Node
 * with typescript.mjs: a thread needs files that Node can load, and those of a test are jest's.
 */
import { linkRecords, openLinkage, parseModel, projectRecord, trainLinkage } from '@app/unify';
import { Crew } from '../../libs/unify/src/run/full/crew.ts';
import { groupKeys, type SortParts } from '../../libs/unify/src/run/full/key-groups.ts';
import { poolKeys } from '../../libs/unify/src/run/full/pool-keys.ts';
import { chunksOf, shareChunks } from '../../libs/unify/src/run/full/pool-work.ts';
import { RecordPool } from '../../libs/unify/src/run/full/record-pool.ts';
import { Pace } from '../../libs/unify/src/run/pace.ts';
import { projectionText } from '../../libs/unify/src/store/projection-text.ts';
import { customers } from './labelled-records.ts';

const set = customers(900, 7);
const map = Object.fromEntries(Object.keys(set.fields).map((field) => [field, field]));
const model = parseModel('m', { fields: set.fields, sources: { 'records.csv': { map } }, match: {} });
const keys = set.rows.map(({ record_id: id }) => id);
const records = set.rows
  .map((row, i) => ({ key: keys[i]!, projection: projectRecord(model, model.sources[0]!, row) }))
  .toSorted((x, y) => (x.key < y.key ? -1 : 1)); // the order in which linkRecords tells the smaller of two
const learnt = trainLinkage(
  model,
  records.map(({ projection }) => projection),
);
const weights = { ...learnt, weak: ['ends', 'name:word', 'phone', 'postcode', 'sound+city&'] };
const pool = new RecordPool();
pool.beginSource('records', 'csv');
for (const { key, projection } of records) pool.push(key, projectionText(model, projection), null);

async function edgesOf(threaded: boolean): Promise<{ edges: string[]; doneBeside: number }> {
  const pace = new Pace(undefined, undefined);
  const crew = new Crew({ model, words: weights.words, projections: pool.projections.share() });
  try {
    const made = crew.work({ what: 'keys', chunks: chunksOf(pool.length) }, 'match', pace);
    crew.enlist(threaded); // late, as after weights have been learnt
    const chunks = await made;
    await crew.relieve(); // as a full run does before it groups records
    if (threaded && !(await crew.isBeside())) throw new Error('the thread did not begin');
    const rows = shareChunks(chunks);
    const sortParts: SortParts = (sorted, take) =>
      crew.hand({ what: 'parts', chunks: 5, keys: sorted }, 'match', pace, take);
    const groups = await groupKeys(poolKeys(chunks, crew.capOf), sortParts, () => Promise.resolve());
    const scored = await crew.work(
      { what: 'pairs', chunks: chunksOf(pool.length), groups, rows, weights },
      'match',
      pace,
    );
    const edges = scored.flatMap(({ a, b, weight, rule, rules }) =>
      Array.from(a, (x, i) => textOf(pool.refText(x), pool.refText(b[i]!), weight[i]!, rules[rule[i]!]!)),
    );
    return { edges, doneBeside: crew.doneBeside };
  } finally {
    await crew.close();
  }
}

const textOf = (a: string, b: string, weight: number, rule: string | null): string =>
  JSON.stringify([a, b, weight, rule]);

const [beside, alone] = [await edgesOf(true), await edgesOf(false)];
const refs = records.map(({ key, projection }) => ({
  ref: { integration: 'records', stream: 'csv', key },
  projection,
}));
const { edges, doubtful } = linkRecords(model, openLinkage(model, weights), refs);
const inMemory = [...edges, ...doubtful].map(({ a, b, weight, rule }) => textOf(a, b, weight, rule));
process.stdout.write(
  JSON.stringify({ beside: beside.edges, alone: alone.edges, inMemory, doneBeside: beside.doneBeside }),
);
