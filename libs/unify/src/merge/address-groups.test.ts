import { parseModel } from '../weft-file/parse-weft-file.ts';
import { addressGroups } from './address-groups.ts';

function model(fields: Record<string, unknown>, survive: Record<string, unknown> = {}) {
  const map = Object.fromEntries(Object.keys(fields).map((field) => [field, field]));
  return parseModel('customer', { fields, sources: { 'crm.Account': { map } }, survive });
}

test('groups are called by what stands before the names of their parts', () => {
  const namesOf = (...fields: string[]) => {
    const types = fields.map((field) => [field, field.endsWith('city') ? 'city' : 'street'] as const);
    return addressGroups(model(Object.fromEntries(types))).map(({ name }) => name);
  };
  expect(namesOf('street', 'city')).toEqual(['address']);
  expect(namesOf('home_street', 'home_city')).toEqual(['address']);
  expect(namesOf('home_street', 'home_city', 'work_street', 'work_city')).toEqual(['home_address', 'work_address']);
});

test('a part with many values, or with a rule of its own, is in no group', () => {
  expect(addressGroups(model({ street: 'street', city: { type: 'city', many: true } }))).toEqual([]);
  expect(addressGroups(model({ street: 'street', city: 'city' }, { city: 'most_recent' }))).toEqual([]);
});

test('a rule for an address that the model does not have is a fault', () => {
  expect(() => model({ city: 'city', name: 'company_name' }, { address: ['crm'] })).toThrow(/fault/);
  expect(() => model({ city: 'city', street: 'street' }, { billing_address: ['crm'] })).toThrow(/fault/);
  expect(() => model({ city: 'city', street: 'street' }, { address: ['crm'] })).not.toThrow();
});
