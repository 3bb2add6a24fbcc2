import { normaliseCity } from './city.ts';
import { COUNTRY_CODES } from './country-codes.ts';
import { normaliseCountry } from './country.ts';
import { normaliseDate } from './date.ts';
import { normaliseNumber } from './number.ts';
import { normalisePostcode } from './postcode.ts';
import { normaliseRegion } from './region.ts';
import { normaliseStreet, STREET_WORDS } from './street.ts';
import { normaliseIdentifier, normaliseText } from './text.ts';

test.each([
  ['525 South Lexington Avenue, Suite 5', '525 S. Lexington Ave Ste 5'],
  ['Hauptstraße 5', 'Hauptstr. 5'],
  ['221 East 51st Street', '221 E. 51st St.'],
  ['P.O. Box 12', 'PO Box 12'],
  ['1 North West Highway', '1 NW Hwy'],
  ['100 Fifth Avenue', '100 5th Ave.'],
  ['12 Main Street #4', '12 Main St. 4'],
  ['5 Rte 9 Pde', '5 Route 9 Parade'],
  ['Haupt-Straße 5', 'Hauptstr. 5'],
  ['Am Marktplatz 1', 'Am Markt-Pl. 1'],
  ['Kaiserallee Nr. 7', 'Kaiserallee 7'],
  ['Kalverstraat 92', 'Kalverstr. 92'],
  ['Drottninggatan 5', 'Drottning-gt. 5'],
  ['12 boulevard Saint-Michel', '12, Bd St Michel'],
  ['5 avenue du Général Leclerc', '5 av. du Gal Leclerc'],
  ['3 chemin des Vignes', '3 che. des Vignes'],
  ['Calle Mayor, nº 5', 'C/ Mayor 5'],
  ['Avenida de América 12', 'Avda. de América 12'],
  ['Plaza España 3', 'Pza. España, 3'],
  ['Carretera de Burgos 8', 'Ctra. de Burgos 8'],
  ['Rua Augusta, 100, Apartamento 3', 'R. Augusta 100 Apto 3'],
  ['Praça da Sé 1', 'Pça. da Sé, 1'],
  ['Viale Monza 20', 'V.le Monza 20'],
  ['Piazza Garibaldi 1', 'P.zza Garibaldi 1'],
  ['Corso Como 10', 'C.so Como, 10'],
  ['ul. Marszałkowska 1', 'Marszałkowska 1'],
  ['улица Ленина, дом 5', 'Ленина ул., д. 5'],
  ['проспект Мира 7', 'пр. Мира, 7'],
  ['Atatürk Caddesi No:5', 'Atatürk Cad. 5'],
  ['Strada Lungă 4', 'Str. Lungă nr. 4'],
])('streets %s and %s agree', (a, b) => {
  expect(normaliseStreet(a)).toBe(normaliseStreet(b));
  expect(normaliseStreet(a)).not.toBe(normaliseStreet(`1${b}`));
});

test('no short form of a street word is a long form of another', () => {
  for (const short of new Set(STREET_WORDS.values()))
    expect([short, STREET_WORDS.get(short)]).toEqual([short, undefined]);
});

test.each([
  ['1 R Street', '1 S Street'],
  ['12 Park Avenue', '12 Park Street'],
  ['Via Roma 1', 'Viale Roma 2'],
  ['No 5', '5 No'],
])('streets %s and %s do not', (a, b) => {
  expect(normaliseStreet(a)).not.toBe(normaliseStreet(b));
});

test('shortening goes on until nothing is left to shorten', () => {
  const short = normaliseStreet('1 North R Street') ?? '';
  expect(normaliseStreet(short)).toBe(short);
});

test.each([
  ['St. Louis', 'City of Saint Louis'],
  ['Zürich', 'ZURICH'],
  ['Mt Vernon', 'Mount Vernon'],
])('cities %s and %s agree', (a, b) => {
  expect(normaliseCity(a)).toBe(normaliseCity(b));
});

test.each([
  ['12345-6789', null, '12345'],
  ['123456789', 'US', '12345'],
  ['2138', 'US', '02138'],
  ['2138.0', 'US', '02138'],
  ['2138', null, '2138'],
  ['2138', 'AU', '2138'],
  ['k1a 0b1', null, 'K1A0B1'],
  ['SW1A 1AA', 'GB', 'SW1A1AA'],
  ['--', null, null],
])('postcode %s in %s is %s', (value, country, normalised) => {
  expect(normalisePostcode(value, { country })).toBe(normalised);
});

test('regions agree by code and name', () => {
  expect(['California', 'CA', 'ca.'].map(normaliseRegion)).toEqual(['ca', 'ca', 'ca']);
  expect(['N.S.W.', 'New South Wales'].map(normaliseRegion)).toEqual(['nsw', 'nsw']);
  expect(normaliseRegion('Île-de-France')).toBe('ile de france');
});

test.each([
  ['U.S.A.', 'US'],
  ['United States', 'US'],
  ['usa', 'US'],
  ['Deutschland', 'DE'],
  ['España', 'ES'],
  ['Côte d’Ivoire', 'CI'],
  ['UK', 'GB'],
  ['Trinidad & Tobago', 'TT'],
  ['Nowhere', null],
  ['XX', null],
])('country %s is %s', (value, code) => {
  expect(normaliseCountry(value)).toBe(code);
});

test('every ISO code is its own country, by both codes and by its English name', () => {
  expect(COUNTRY_CODES.size).toBe(249); // ISO 3166-1
  const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  for (const [alpha2, alpha3] of COUNTRY_CODES) {
    const written = [alpha2, alpha3.toLowerCase(), english.of(alpha2) ?? ''];
    expect([alpha2, ...written.map(normaliseCountry)]).toEqual([alpha2, alpha2, alpha2, alpha2]);
  }
});

test.each([
  ['2020-06-20T20:16:17.000000Z', null, '2020-06-20'],
  ['19151111', null, '1915-11-11'],
  ['2020/6/1', null, '2020-06-01'],
  ['3/4/2020', null, '2020-03-04'],
  ['3/4/2020', 'GB', '2020-04-03'],
  ['3/4/2020', 'US', '2020-03-04'],
  ['13/4/2020', 'US', '2020-04-13'],
  ['4/13/2020', 'GB', '2020-04-13'],
  ['3.4.2020', null, '2020-04-03'],
  ['12 May 2020', null, '2020-05-12'],
  ['May 12th, 2020', null, '2020-05-12'],
  ['May 2020', null, '2020-05'],
  ['05/2020', null, '2020-05'],
  ['5.2020', 'DE', '2020-05'],
  ['13/2020', null, null],
  ['1980-00-00', null, '1980'],
  ['2020', null, '2020'],
  ['2024-02-29', null, '2024-02-29'],
  ['2023-02-29', null, null],
  ['1900-02-29', null, null],
  ['0000-00-00', null, null],
  ['99/99/2020', null, null],
  ['soon', null, null],
])('date %s in %s is %s', (value, country, normalised) => {
  expect(normaliseDate(value, { country })).toBe(normalised);
});

test.each([
  ['1,234.50', '1234.5'],
  ['$ 1234.5', '1234.5'],
  ['12 EUR', '12'],
  ['USD 12', '12'],
  ['1.234,5', '1234.5'],
  ['1,234', '1234'],
  ['12,5', '12.5'],
  ['1.234.567', '1234567'],
  ['(12)', '-12'],
  ['-0.0', '0'],
  ['007', '7'],
  ['1e5', '100000'],
  ['1.5E-3', '0.0015'],
  ['9007199254740993', '9007199254740993'],
  ['350000000.0', '350000000'],
  ['12%', '12'],
  ['5.40 %', '5.4'],
  ['4:08', '248'],
  ['1:02:33', '3753'],
  ['4m 8sec', '248'],
  ['1h 5min', '3900'],
  ['5m', null],
  ['4:61', null],
  ['%', null],
  ['1e9999', null],
  ['.', null],
  ['twelve', null],
])('number %s is %s', (value, normalised) => {
  expect(normaliseNumber(value)).toBe(normalised);
});

test('identifiers and text', () => {
  expect(normaliseIdentifier(' 00-123 4a ')).toBe('001234A');
  expect(normaliseIdentifier('--')).toBeNull();
  expect(normaliseText('  Käse,\n Brot! ')).toBe('kase brot');
});
