/** Clusters of made-up records, and what merging them with and without a thread beside makes of them. */
import { type StageRow, stageRowsOf } from '@app/snapshot-core';
import { parseModel, projectRecord } from '@app/unify';
import { DisjointSets } from '../../libs/unify/src/run/full/disjoint-sets.ts';
import { GoldenRows, startGoldenThread } from '../../libs/unify/src/run/full/golden-rows.ts';
import { poolIds } from '../../libs/unify/src/run/full/pool-ids.ts';
import { RecordPool } from '../../libs/unify/src/run/full/record-pool.ts';
import { goldenRow } from '../../libs/unify/src/run/golden-row.ts';
import { Pace } from '../../libs/unify/src/run/pace.ts';
import { parseProjection, projectionText } from '../../libs/unify/src/store/projection-text.ts';

const map = { name: 'Name', city: 'City', email: 'Email' };
const model = parseModel('m', {
  fields: { name: 'company_name', city: 'city', email: 'email' },
  sources: { 'crm.Account': { map }, 'books.Customer': { map } },
  match: {},
});

/** Of every ten records the third to the fifth are one, as are the last two. */
const clusterOf = (record: number): number => record - Math.max(0, [0, 0, 0, 1, 2, 0, 0, 0, 0, 1][record % 10]!);

/**
 * The unified records of so many source records, by `GoldenRows` and, cluster by cluster, by `goldenRow`; and the first of them by a
 * thread, none where it cannot start.
 * @param least records from which on there is a thread
 */
export async function mergedRows(
  records: number,
  least: number,
): Promise<{ merged: StageRow[]; expected: StageRow[]; beside: StageRow[] }> {
  const pool = new RecordPool();
  for (const [place, source] of model.sources.entries()) {
    pool.beginSource(source.integration, source.stream);
    for (let n = 0; n < records / 2; n += 1) {
      const row = { Name: `Ünï ${n} Inc`, City: place === 0 ? 'Rome' : null, Email: `a${n % 5}@b.com` };
      const id = n % 4 === 0 ? `01890000-0000-7000-8000-${String(place * records + n).padStart(12, '0')}` : null;
      pool.push(`k${n}`, projectionText(model, projectRecord(model, source, row)), id);
    }
  }
  const clusters = new DisjointSets(pool.length);
  const expected = new Map<number, number[]>();
  for (let record = 0; record < pool.length; record += 1) {
    clusters.join(clusterOf(record), record);
    expected.set(clusterOf(record), [...(expected.get(clusterOf(record)) ?? []), record]);
  }
  const { bytes: ids, bytesOf } = poolIds(pool, clusters, []);
  const merged: StageRow[] = [];
  const work = { model, pool: pool.share(), ids, ...clusters.sets(1) };
  const rows = new GoldenRows(work, new Map(), new Pace(undefined, undefined), least);
  let asked = 0;
  await rows.ahead(() => (asked += 1) > 3);
  for await (const pack of rows) merged.push(...stageRowsOf(pack));
  const thread = startGoldenThread(work);
  const first = await thread.ask(0);
  const beside = first === undefined ? [] : stageRowsOf(first);
  await thread.close();
  return {
    merged,
    beside,
    expected: [...expected].map(([root, own]) => {
      const hex = bytesOf(root).toString('hex');
      const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
      const members = own.map((record) => ({
        ref: pool.ref(record),
        projection: parseProjection(model, pool.projections.text(record)),
      }));
      return goldenRow(model, id, members, new Map());
    }),
  };
}
