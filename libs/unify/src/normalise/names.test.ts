import { normaliseCompanyName } from './company-name.ts';
import { FORMS_BY_COUNTRY, listed } from './legal-forms/read-forms.ts';
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

test.each(Object.entries(FORMS_BY_COUNTRY))('the legal forms of %s come off a name', (_, forms) => {
  const written = {
    after: (form: string) => [`Quux ${form.toUpperCase()}`, `Quux, ${form}.`],
    before: (form: string) => [`${form.toUpperCase()} Quux`, `${form} "Quux"`],
    spelledAfter: (form: string) => [`Quux ${form}`, `Quux, ${form}`],
    spelledBefore: (form: string) => [`${form} Quux`],
    beforeQuotes: (form: string) => [`${form} "Quux"`, `${form} „Quux“`],
    native: (form: string) => [`${form} Quux`, `Quux, ${form}`, `«Quux» ${form.replaceAll('.', '')}`, `${form} «Quux»`],
    unspaced: (form: string) => [`${form}Quux`, `Quux${form}`, `Quux ${form}`],
  };
  for (const [kind, write] of Object.entries(written) as [keyof typeof written, (form: string) => string[]][]) {
    for (const form of listed(forms[kind] ?? '')) {
      for (const name of write(form)) expect([name, normaliseCompanyName(name)]).toEqual([name, 'quux']);
    }
  }
});

test('legal forms of more than 30 countries are known', () => {
  expect(Object.keys(FORMS_BY_COUNTRY).length).toBeGreaterThan(30);
});

test.each([
  ['Denver Co-op', 'denver co op'],
  ['Coca Cola Company', 'coca cola'],
  ['Acme Co Workers', 'acme co workers'],
  ['Too Faced', 'too faced'],
  ['AS Roma', 'as roma'],
  ['NV Energy', 'nv energy'],
  ['AB Electric', 'ab electric'],
  ['CV Sciences', 'cv sciences'],
  ['SIA Engineering', 'sia engineering'],
  ['SC Johnson', 'sc johnson'],
  ['Generation Y', 'generation y'],
  ['Bakersfield, CA', 'bakersfield ca'],
  ['上海分公司', 'shanghaifengongsi'],
  ['Санкт ООО Ромашка', 'sankt ooo romashka'],
])('what only looks like a legal form stays: %s is %s', (name, normalised) => {
  expect(normaliseCompanyName(name)).toBe(normalised);
});

test.each([
  ['Ромашка, ООО', 'Общество с ограниченной ответственностью «Ромашка»'],
  ['S.C. Dedeman S.R.L.', 'Dedeman SRL'],
  ['Rossi & C. S.n.c.', 'Rossi'],
  ['García y Hijos S.L.', 'Garcia & Hijos'],
  ['トヨタ自動車(株)', '株式会社トヨタ自動車'],
  ['삼성전자(주)', '삼성전자 주식회사'],
  ['บริษัท ปตท จำกัด (มหาชน)', 'ปตท'],
  ['Công ty TNHH Vinamilk', 'VINAMILK CO., LTD'],
  ['שטראוס בע"מ', 'חברת שטראוס בע״מ'],
  ['شركة النور ش.م.م', 'النور ذ م م'],
])('companies %s and %s agree', (a, b) => {
  expect(normaliseCompanyName(a)).toBe(normaliseCompanyName(b));
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
