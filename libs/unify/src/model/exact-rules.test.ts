import { COMPANY_FIELDS, mapOfItself } from '../../../../test/support/company-fields.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { entityKind, exactRules } from './exact-rules.ts';

function rulesOf(fields: Record<string, string>, rules?: string[][]): string[] {
  const sources = { 'a.B': { map: mapOfItself(fields) } };
  const model = parseModel('m', { fields, sources, ...(rules === undefined ? {} : { match: { rules } }) });
  return exactRules(model).map(({ name }) => name);
}

test('a company is known by e-mail, or by its name with something beside it', () => {
  expect(rulesOf(COMPANY_FIELDS)).toEqual([
    'email',
    'name+domain',
    'name+phone',
    'name+postcode',
    'name+street',
    'name+city',
  ]);
});

test('the domain is called by its field where no e-mail has one too', () => {
  expect(rulesOf({ name: 'company_name', website: 'domain' })).toEqual(['name+website']);
});

test('a person is known by e-mail, or by name with something beside it, but not by town', () => {
  const person = {
    first: 'given_name',
    last: 'family_name',
    email: 'email',
    mobile: 'phone',
    phone: 'phone',
    dob: 'date',
    made: 'date',
    company: 'company_name',
    city: 'city',
  };
  expect(rulesOf(person)).toEqual([
    'email',
    'first+last+phone',
    'first+last+dob',
    'first+last+domain',
    'first+last+company',
  ]);
});

test('colleagues are not one person: a company name counts only beside their own', () => {
  const contact = { full: 'person_name', company: 'company_name', street: 'street' };
  expect(rulesOf(contact)).toEqual(['full+company', 'full+street']);
  expect(rulesOf({ company: 'company_name', full: 'person_name', street: 'street' })).toEqual([
    'company+full',
    'company+street',
  ]);
});

test('names alone are a rule where nothing else of the model is one', () => {
  const name = { first: 'given_name', last: 'family_name' };
  expect(rulesOf(name)).toEqual(['first+last']);
  expect(rulesOf({ ...name, year: 'number', month: 'number' })).toEqual(['first+last']);
});

test('several e-mails or phones of a model count alike', () => {
  const model = { name: 'company_name', email: 'email', billing: 'email', phone: 'phone', fax: 'phone' };
  expect(rulesOf(model)).toEqual(['email', 'name+domain', 'name+phone']);
});

test('a name alone counts only where there is nothing else', () => {
  expect(rulesOf({ name: 'company_name', note: 'text' })).toEqual(['name']);
  expect(rulesOf({ name: 'company_name', tax: 'identifier' })).toEqual(['tax']);
  expect(rulesOf({ title: 'text', amount: 'number' })).toEqual([]);
});

test('neither a domain nor a phone nor an address suffices alone', () => {
  expect(rulesOf({ phone: 'phone', website: 'domain', street: 'street', postcode: 'postcode', note: 'text' })).toEqual(
    [],
  );
});

test('rules of the model replace the implied ones, strongest first', () => {
  expect(rulesOf(COMPANY_FIELDS, [['name', 'website'], ['email']])).toEqual(['name+website', 'email']);
  expect(rulesOf(COMPANY_FIELDS, [])).toEqual([]);
});

test('weights fall with each rule and stay above any threshold', () => {
  const model = parseModel('m', { fields: COMPANY_FIELDS, sources: { 'a.B': { map: { name: 'Name' } } } });
  const weights = exactRules(model).map(({ weight }) => weight);
  expect(weights).toEqual([1, 0.999, 0.998, 0.997, 0.996, 0.995]);
});

test('the first name field says what the entity is', () => {
  const kind = (fields: Record<string, string>) =>
    entityKind(parseModel('m', { fields, sources: { 'a.B': { map: { x: 'X' } } } }));
  expect(kind({ c: 'company_name', p: 'person_name', x: 'text' })).toBe('company');
  expect(kind({ x: 'text', c: 'company_name' })).toBe('other');
  expect(kind({ x: 'text', g: 'given_name', c: 'company_name' })).toBe('person');
  expect(kind({ x: 'identifier' })).toBe('other');
});

test('a model that jsonb has re-ordered means the same', () => {
  const fields = { website: 'domain', company: 'company_name', name: 'person_name', fax: 'phone', tel: 'phone' };
  const model = parseModel('m', { fields, sources: { 'a.B': { map: { name: 'Name' } } } });
  // jsonb keeps keys by their length, then by their bytes.
  const keys = Object.keys(model.fields).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const stored = { ...model, fields: Object.fromEntries(keys.map((key) => [key, model.fields[key] ?? 'text'])) };
  expect(Object.keys(stored.fields)).not.toEqual(model.order);
  expect(exactRules(stored)).toEqual(exactRules(model));
  expect(entityKind(stored)).toBe('company');
});
