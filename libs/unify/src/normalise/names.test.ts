import { normaliseCompanyName } from './company-name.ts';
import { LEGAL_ENDINGS } from './legal-forms.ts';
import { normaliseFamilyName, normaliseGivenName, normalisePersonName } from './person-name.ts';

test.each([
  ['The Gap, Inc.', 'gap'],
  ['Gap, The', 'gap'],
  ['J.C. Penney Company, Inc.', 'jc penney'],
  ['J C Penney', 'jc penney'],
  ['Smith & Sons', 'smith and sons'],
  ['Smith and Sons Ltd.', 'smith and sons'],
  ['Müller und Söhne GmbH & Co. KG', 'muller and sohne'],
  ["Macy's", 'macys'],
  ['Ferrari S.p.A.', 'ferrari'],
  ['Ferrari SpA', 'ferrari'],
  ['Sunset Spa', 'sunset spa'],
  ['Acme S.A. de C.V.', 'acme'],
  ['Foo Sp. z o.o.', 'foo'],
  ['San Diego Zoo', 'san diego zoo'],
  ['Novo Nordisk A/S', 'novo nordisk'],
  ['Baz, spol. s r.o.', 'baz'],
  ['Acme Pty. Ltd.', 'acme'],
  ['PT Astra International Tbk', 'astra international'],
  ['株式会社トヨタ', 'toyota'],
  ['深圳腾讯有限公司', 'shenzhentengxun'],
  ['Koç Holding A.Ş.', 'koc holding'],
  ['Class A S.A.', 'class a'],
  ['Acme Holding Inc', 'acme holding'],
  ['Acme Inc', 'acme'],
])('company %s is %s', (name, normalised) => {
  expect(normaliseCompanyName(name)).toBe(normalised);
});

test.each(['Inc.', 'The Co', 'SpA', 'Ltd', 'The', 'GmbH & Co. KG', '株式会社'])(
  'a company is never stripped to nothing: %s',
  (name) => {
    expect(normaliseCompanyName(name)).toMatch(/^[a-z0-9]+( [a-z0-9]+)*$/);
  },
);

test('nothing but punctuation is no company', () => {
  expect(normaliseCompanyName(' -- ')).toBeNull();
});

test('each legal form comes off a name, written in capitals too', () => {
  for (const form of LEGAL_ENDINGS) {
    expect([form, normaliseCompanyName(`Quux ${form.toUpperCase()}`)]).toEqual([form, 'quux']);
  }
});

test.each([
  ['Smith, John', 'john smith'],
  ['Dr. John Q. Smith Jr.', 'john q smith'],
  ["O'Brien, Ann, Ph.D.", 'ann obrien'],
  ['Smith, Jr.', 'smith'],
  ['Mr', 'mr'],
  ['Jean-Luc Picard', 'jean luc picard'],
  ['J.R.R. Tolkien', 'jrr tolkien'],
  ['Лев Толстой', 'lev tolstoy'],
])('person %s is %s', (name, normalised) => {
  expect(normalisePersonName(name)).toBe(normalised);
});

test('parts of a name', () => {
  expect(normaliseGivenName('José ')).toBe('jose');
  expect(normaliseFamilyName("D'Angelo III")).toBe('dangelo');
});
