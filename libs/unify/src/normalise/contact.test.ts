import fc from 'fast-check';
import { normaliseDomain } from './domain.ts';
import { normaliseEmail } from './email.ts';
import { isFreeEmailDomain } from './free-email.ts';
import { normalisePhone, phoneLine } from './phone.ts';

test.each([
  [' Ann@Acme.COM ', 'ann@acme.com'],
  ['Ann Lee <Ann@Acme.com>', 'ann@acme.com'],
  ['"Lee, Ann" <ann@acme.com>', 'ann@acme.com'],
  ['mailto:a@acme.com?subject=Hi', 'a@acme.com'],
  ['a@acme.com; b@acme.com', 'a@acme.com'],
  ['none, b@acme.com', 'b@acme.com'],
  ['first.last+tag@gmail.com', 'first.last+tag@gmail.com'],
  ['x@münchen.de', 'x@xn--mnchen-3ya.de'],
  ['a@acme.com.', 'a@acme.com'],
])('e-mail %s is %s', (value, normalised) => {
  expect(normaliseEmail(value)).toBe(normalised);
});

test.each(['n/a', 'a@b', '@acme.com', 'a@', 'a b@', 'a@1.2.3.4', '.a@acme.com', 'ann at acme.com'])(
  '%s is no e-mail',
  (value) => {
    expect(normaliseEmail(value)).toBeNull();
  },
);

test.each([
  ['(336) 222-7000', null, '+13362227000'],
  ['336.222.7000', null, '+13362227000'],
  ['1-336-222-7000', null, '+13362227000'],
  ['3362227000.0', null, '+13362227000'],
  ['tel:+1-336-222-7000', null, '+13362227000'],
  ['+1 (336) 222-7000 x12', null, '+13362227000 ext. 12'],
  ['020 7946 0958', 'GB', '+442079460958'],
  ['0044 20 7946 0958', null, '+442079460958'],
  ['+44 1818 836002', null, '+441818836002'],
  ['01 42 68 53 00', 'FR', '+33142685300'],
  ['030/12345678', 'DE', '+493012345678'],
  ['336-222-7000 / 336-222-7001', null, '+13362227000'],
  ['222-7000', null, '2227000'],
  ['020 7946 0958', null, '02079460958'],
  ['336-222-7000', 'ZZ', '+13362227000'],
])('phone %s in %s is %s', (value, country, normalised) => {
  expect(normalisePhone(value, { country })).toBe(normalised);
});

test.each(['n/a', '12', '000-000-0000', '9999999999', '+1 1', '12345678901234567890'])('%s is no phone', (value) => {
  expect(normalisePhone(value, { country: null })).toBeNull();
});

test('a number whose first digits would be taken off when it is read again stays as its digits', () => {
  expect(normalisePhone('0000000555', { country: 'DE' })).toBe('0000000555');
});

test('the line of a phone number is without its extension', () => {
  expect(phoneLine('+13362227000 ext. 12')).toBe('+13362227000');
  expect(phoneLine('2227000')).toBe('2227000');
});

test.each([
  ['https://www.Acme.co.uk/about?x=1', 'acme.co.uk'],
  ['ACME.com', 'acme.com'],
  ['bob@mail.acme.com', 'acme.com'],
  ['acme.com:8080/x', 'acme.com'],
  ['acme.com, acme.org', 'acme.com'],
  ['https://shop.acme.myshopify.com', 'acme.myshopify.com'],
  ['www.münchen.de', 'xn--mnchen-3ya.de'],
  ['acme.example', 'acme.example'],
])('domain of %s is %s', (value, domain) => {
  expect(normaliseDomain(value)).toBe(domain);
});

test.each(['n/a', 'localhost', '192.168.0.1', 'co.uk', 'not a domain', 'http://', ''])('%s has no domain', (value) => {
  expect(normaliseDomain(value)).toBeNull();
});

test('domains where anybody can have an address are told from others', () => {
  expect(['gmail.com', 'gmx.de', 'outlook.com'].map(isFreeEmailDomain)).toEqual([true, true, true]);
  expect(['acme.com', 'salesforce.com'].map(isFreeEmailDomain)).toEqual([false, false]);
});

test('an address by itself is read as one among others is', () => {
  const part = fc.string({ unit: fc.constantFrom(...'ab1.-_@%xn?:'), minLength: 1, maxLength: 8 });
  const address = fc
    .tuple(part, part, fc.constantFrom('com', 'c', '1', 'xn--p1ai', 'co.uk'))
    .map(([box, host, top]) => `${box}@${host}.${top}`);
  fc.assert(
    fc.property(address, (value) => {
      expect(normaliseEmail(value)).toBe(normaliseEmail(`<${value}>`));
    }),
    { numRuns: 1000 },
  );
});
