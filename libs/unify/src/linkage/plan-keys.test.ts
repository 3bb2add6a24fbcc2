import type { Projection } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { planKeys } from './plan-keys.ts';

const record = (values: Readonly<Record<string, string>>): Projection => ({
  fields: Object.fromEntries(Object.entries(values).map(([field, value]) => [field, { value, normalised: value }])),
  sourceTime: null,
});

function sharedKinds(fields: Readonly<Record<string, string>>, a: Projection, b: Projection): string[] {
  const model = parseModel('m', { fields, sources: { 'a.A': { map: fields } } });
  const keys = planKeys(model, {});
  const own = new Set(keys.keysOf(a).map(({ kind, value }) => `${kind} ${value}`));
  return keys
    .keysOf(b)
    .filter(({ kind, value }) => own.has(`${kind} ${value}`))
    .map(({ kind }) => kind);
}

test('in a list of places towns are found as names are', () => {
  const fields = { label: 'city', latitude: 'number' };
  const [a, b] = ['37.1', '37.2'].map((latitude) => record({ label: 'santa corelia', latitude }));
  expect(sharedKinds(fields, a!, b!)).toEqual(expect.arrayContaining(['label!', 'label:word']));
  const typo = record({ label: 'santa corelja', latitude: '37.1' });
  expect(sharedKinds(fields, a!, typo)).toContain('label:word');
});

test('beside a name a town makes no key of its own', () => {
  const fields = { name: 'company_name', town: 'city' };
  const [a, b] = ['ashcroft', 'penhale'].map((name) => record({ name, town: 'santa corelia' }));
  expect(sharedKinds(fields, a!, b!)).toEqual([]);
});
