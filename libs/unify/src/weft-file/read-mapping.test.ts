import { readMapping } from './read-mapping.ts';
import { type Finding, Place } from './place.ts';

function faultsOf(mapping: unknown): string[] {
  const findings: Finding[] = [];
  readMapping(new Place(mapping, [], findings));
  return findings.map(({ path, message }) => [path.join('.'), message].join(': '));
}

test('an expression is read when the file is, and kept as it is written', () => {
  const mapping = { first_of: [{ jsonata: 'Emails[primary].value' }, 'Email'] };
  expect(readMapping(new Place(mapping, [], []))).toEqual(mapping);
});

test.each([
  ['Emails[', 'jsonata: cannot be read: Expected "]" before end of expression (at character 7)'],
  [
    '$uppercas(Name)',
    'jsonata: uses $uppercas, which is neither a function nor bound in it (did you mean "uppercase"?)',
  ],
  [
    '$now()',
    'jsonata: uses $now, which gives something else each time, but a record must always give the same projection',
  ],
  [
    'Lines.{"x": $random()}',
    'jsonata: uses $random, which gives something else each time, but a record must always give the same projection',
  ],
  ['Name ~> $eval', 'jsonata: uses $eval, which is not offered to mappings'],
  ['x'.repeat(10_001), 'jsonata: is longer than 10000 characters'],
  [`${'('.repeat(4000)}1${')'.repeat(4000)}`, 'jsonata: is nested too deeply'],
])('fault of %j', (expression, fault) => {
  expect(faultsOf({ jsonata: expression })).toEqual([fault]);
});

test.each([
  '($x := Name; $uppercase($x))',
  '$map(Lines, function($l, $i) { $l.Amount })',
  'Lines@$l.{"a": $l}',
  '$$.Name',
  'Lines#$i[$i < 2].Amount',
  '"Line Items".x',
])('no fault in %s', (expression) => {
  expect(faultsOf({ jsonata: expression })).toEqual([]);
});
