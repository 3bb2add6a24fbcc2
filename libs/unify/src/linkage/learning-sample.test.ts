import type { Projection } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { learningSample } from './learning-sample.ts';
import { openLinkage } from './open-linkage.ts';
import { planComparisons } from './plan-comparisons.ts';
import { defaultWeights } from './train-linkage.ts';

const fields = { title: 'text', artist: 'text', album: 'text', year: 'date' };
const model = parseModel('song', { fields, sources: { 'a.Song': { map: fields } } });
const comparisons = planComparisons(model, {});
const presumed = openLinkage(model, defaultWeights(comparisons));

const song = (title: string): Projection => {
  const values = { title, artist: 'penhale five', album: 'ybarra nights', year: '1999' };
  const own = Object.entries(values).map(([field, value]) => [field, { value, normalised: value }]);
  return { fields: Object.fromEntries(own), sourceTime: null };
};
const sampled = (titles: readonly string[]) => learningSample(model, titles.map(song), { comparisons, presumed });

test('of one entity with very many records few are learnt from, of the songs of an album all', () => {
  const one = sampled(Array.from({ length: 80 }, () => 'zwingli blues'));
  expect([one.records.length, one.repeated.length]).toEqual([10, 70]);
  const many = sampled(Array.from({ length: 80 }, (_, i) => `${String.fromCharCode(97 + (i % 26)).repeat(5 + i)}`));
  expect([many.records.length, many.repeated.length]).toEqual([80, 0]);
});
