import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateLinkage, parseModelFile, readTruth, type Side } from '@app/unify';
import { readTable } from '../apps/cli/src/evaluate/read-table.ts';
import { sharedData } from './support/shared-data.ts';

/** F1 of the model in bench/linkage on a set of ../shared/data/linkage; no label is seen before the clusters are final. */
async function f1(set: string, dir: string, tables: readonly [Side, string][]): Promise<number> {
  const [model] = parseModelFile(readFileSync(`bench/linkage/${set}.yaml`, 'utf8'), set);
  const files = [];
  for (const [side, name] of tables) files.push({ side, ...(await readTable(join(dir, name))) });
  const truth = await readTable(join(dir, 'truth.csv'));
  return evaluateLinkage(model!, { files, truth: readTruth(truth.columns, truth.rows, set) }).f1;
}

const organisations = sharedData('linkage/orgs-hard');
organisations.withData(
  'organisations with adversarial names are linked without labels',
  async () => {
    expect(await f1('orgs-hard', organisations.dir, [['records', 'records.csv']])).toBeGreaterThan(0.96);
  },
  120_000,
);

const sites = sharedData('linkage/chicago-early-childhood');
sites.withData(
  'day-care sites from nine lists are linked without labels',
  async () => {
    expect(await f1('chicago-early-childhood', sites.dir, [['records', 'records.csv']])).toBeGreaterThan(0.91);
  },
  120_000,
);

const persons = sharedData('linkage/febrl4');
persons.withData(
  'persons in two files are linked without labels',
  async () => {
    const tables: [Side, string][] = [
      ['left', 'a.csv'],
      ['right', 'b.csv'],
    ];
    expect(await f1('febrl4', persons.dir, tables)).toBeGreaterThan(0.995);
  },
  240_000,
);
