import { requireVersion } from './require-version.ts';

test.each([
  [140_023, '14.23'],
  [90_624, '9.6.24'],
])('server %i is refused by name', (number, name) => {
  expect(() => requireVersion(number, name)).toThrow(`this server is Postgres ${name}; Weft needs 15 or later`);
});

test.each([150_000, 150_018, 180_004])('server %i is taken', (number) => {
  expect(() => requireVersion(number, 'any')).not.toThrow();
});
