import { whoIs } from './who-is.ts';

test.each([
  ['Acme Ltd', undefined, 'company'],
  ['Müller GmbH & Co. KG', undefined, 'company'],
  ['株式会社日立製作所', undefined, 'company'],
  ['ООО Ромашка', undefined, 'company'],
  ['Belltower Events', 'events@belltower.example', 'company'],
  ['Studio 54', undefined, 'company'],
  ['Smith & Sons', undefined, 'company'],
  ['Thimblewick Confections', 'accounts@thimblewick.example', 'company'],
  ['Bill Smith', undefined, 'person'],
  ['Smith, William', undefined, 'person'],
  ['Dr. Priya Raghavan', undefined, 'person'],
  ['Priya Raghavan', 'p.raghavan@acme.example', 'person'],
  ['Priya Raghavan', 'sunshine77@gmail.com', 'person'],
  ['Priya Raghavan', undefined, undefined],
  ['Umbershade', undefined, undefined],
  ['', undefined, undefined],
])('%s <%s> is a %s', (name, email, who) => {
  expect(whoIs({ name: name === '' ? null : name, email })).toBe(who);
});

test('a given and a family name beside it tell, unless it has the form of a company', () => {
  expect(whoIs({ name: 'Priya Raghavan', given: 'Priya', family: 'Raghavan' })).toBe('person');
  expect(whoIs({ name: 'Raghavan Ltd', given: 'Priya', family: 'Raghavan' })).toBe('company');
  expect(whoIs({ name: 'Thimblewick', given: 'Priya', family: 'Raghavan' })).toBeUndefined();
});
