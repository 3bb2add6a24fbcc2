import { mergeOverlay, pointlessRemovals } from './merge-overlay.ts';

const base = {
  fields: { name: 'company_name', phone: 'phone', city: 'city' },
  sources: {
    'crm.Account': { unique: true, updatedAt: 'Changed', map: { name: 'Name', phone: { join: ['A', 'B'] } } },
    'erp.Customer': { map: { name: 'CompanyName', phone: 'Phone' } },
  },
  match: { auto: 0.9, rules: [['name', 'phone'], ['name'], 'phone'] },
  survive: { default: 'most_recent', name: ['erp', 'crm'], phone: ['erp'] },
};

test('an attribute that the overlay mentions replaces that of the model, all others stay', () => {
  const overlay = {
    fields: { vat: 'identifier', phone: 'text' },
    sources: { 'crm.Account': { unique: false, map: { phone: { first_of: ['Phone__c'] } } } },
    match: { review: 0.5 },
    survive: { name: 'most_complete' },
  };
  expect(mergeOverlay(base, overlay)).toEqual({
    fields: { name: 'company_name', phone: 'text', city: 'city', vat: 'identifier' },
    sources: {
      // A mapping is one attribute: forms are not mixed.
      'crm.Account': { unique: false, updatedAt: 'Changed', map: { name: 'Name', phone: { first_of: ['Phone__c'] } } },
      'erp.Customer': base.sources['erp.Customer'],
    },
    match: { auto: 0.9, review: 0.5, rules: base.match.rules },
    survive: { default: 'most_recent', name: 'most_complete', phone: ['erp'] },
  });
});

test('fields keep their order, which says what the entity is; those of the overlay follow', () => {
  const { fields } = mergeOverlay(base, { fields: { vat: 'identifier', name: 'person_name' } });
  expect(Object.entries(fields as object)).toEqual([
    ['name', 'person_name'],
    ['phone', 'phone'],
    ['city', 'city'],
    ['vat', 'identifier'],
  ]);
});

test('null takes an attribute out, in either spelling of an option', () => {
  const overlay = { sources: { 'crm.Account': { updated_at: null, map: { phone: null } } }, survive: { name: null } };
  expect(mergeOverlay(base, overlay)).toMatchObject({
    sources: { 'crm.Account': { unique: true, map: { name: 'Name' } } },
    survive: { default: 'most_recent', phone: ['erp'] },
  });
  const merged = JSON.stringify(mergeOverlay(base, overlay));
  expect(merged).not.toContain('updated');
  expect(merged).not.toContain('null');
  expect(mergeOverlay(base, { sources: { 'crm.Account': { updated_at: 'M' } } })).toMatchObject({
    sources: { 'crm.Account': { updatedAt: 'M' } },
  });
});

test('what refers to a field that is taken out goes with it', () => {
  expect(mergeOverlay(base, { fields: { phone: null } })).toEqual({
    fields: { name: 'company_name', city: 'city' },
    sources: {
      'crm.Account': { unique: true, updatedAt: 'Changed', map: { name: 'Name' } },
      'erp.Customer': { map: { name: 'CompanyName' } },
    },
    match: { auto: 0.9, rules: [['name']] },
    survive: { default: 'most_recent', name: ['erp', 'crm'] },
  });
});

test('what refers to a source that is taken out goes with it', () => {
  expect(mergeOverlay(base, { sources: { 'erp.Customer': null } })).toMatchObject({
    sources: { 'crm.Account': base.sources['crm.Account'] },
    survive: { default: 'most_recent', name: ['crm'] },
  });
  const { survive } = mergeOverlay(base, { sources: { 'erp.Customer': null } });
  expect(survive).not.toHaveProperty('phone');
});

test('the rule of an address goes with the last of its fields', () => {
  const fields = { name: 'company_name', street: 'street', city: 'city', country: 'country' };
  const base = { fields, sources: {}, survive: { default: 'most_recent', address: ['crm'] } };
  const without = (...gone: string[]) =>
    mergeOverlay(base, { fields: Object.fromEntries(gone.map((field) => [field, null])) }).survive;
  expect(without('street')).toEqual(base.survive);
  expect(without('street', 'city')).toEqual({ default: 'most_recent' }); // one field alone is no address
  const both = { ...base, fields: { ...fields, post_street: 'street', post_city: 'city' } };
  const survive = { post_address: ['crm'], address: ['erp'] };
  const merged = mergeOverlay({ ...both, survive }, { fields: { post_street: null, post_city: null } });
  expect(merged.survive).toEqual({ address: ['erp'] });
});

test('a null within something new says nothing', () => {
  const overlay = { sources: { 'shop.Customer': { unique: null, map: { name: 'Name', phone: null } } } };
  expect(mergeOverlay(base, overlay)).toMatchObject({
    sources: { ...base.sources, 'shop.Customer': { map: { name: 'Name' } } },
  });
});

test('a section that is no mapping is left to be reported', () => {
  expect(mergeOverlay(base, { fields: 'name', match: [1] })).toMatchObject({ fields: 'name', match: [1] });
  expect(mergeOverlay({ fields: ['a'], sources: 3 }, { fields: { a: null }, sources: { b: {} } })).toMatchObject({
    fields: {},
    sources: { b: {} },
  });
});

test('a null for a name that the model does not have is told with its path; one for an option sets it back', () => {
  const overlay = {
    fields: { fone: null, phone: null },
    sources: {
      'crm.Accuont': null,
      'crm.Account': { unique: null, map: { naem: null, name: null } },
      'new.S': { map: { x: null } },
    },
    match: { review: null },
    survive: { city: null, name: null },
    relations: { parent: null },
  };
  expect(pointlessRemovals(base, overlay).map(({ path, message }) => `${path.join(' > ')} ${message}`)).toEqual([
    'fields > fone is not there to be taken out',
    'sources > crm.Accuont is not there to be taken out (did you mean "crm.Account"?)',
    'sources > crm.Account > map > naem is not there to be taken out (did you mean "name"?)',
    'sources > new.S > map > x is not there to be taken out',
    'survive > city is not there to be taken out',
    'relations > parent is not there to be taken out',
  ]);
});
