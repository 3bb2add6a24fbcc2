import { FoundRange } from './found-range.ts';
import { parseScope } from './scope.ts';

test.each([
  ['Date>=2025-05-01', { column: 'Date', from: '2025-05-01' }],
  [' Due date <= 9.5 ', { column: 'Due date', to: '9.5' }],
  ['Date>=2025-05-01 and Date<=2025-05-31', { column: 'Date', from: '2025-05-01', to: '2025-05-31' }],
  ['Date<=b AND Date>=a', { column: 'Date', from: 'a', to: 'b' }],
  ['Name=Laurel and Hardy', { column: 'Name', value: 'Laurel and Hardy' }],
  ['subsidiary=1', { column: 'subsidiary', value: '1' }],
  ['Date', { column: 'Date' }],
])('%j is the scope %j', (text, scope) => {
  expect(parseScope(text)).toEqual(scope);
});

test.each(['', ' ', 'Date>', '>=1', 'Date>1', 'A>=1 and B<=2', 'A>=1 and A>=2', 'A=1 and A<=2', 'A>=1 and A=2'])(
  '%j is no scope',
  (text) => {
    expect(() => parseScope(text)).toThrow('is no scope');
  },
);

test.each([
  [['2025-05-03', 'Total', '2025-05-01T12:00:00Z', '7'], '2025-05-01T12:00:00Z', '2025-05-03'],
  // An hour later by the clock, an hour earlier by the instant; and a difference below a millisecond.
  [['2025-05-01T10:00:00Z', '2025-05-01T11:00:00+0200'], '2025-05-01T11:00:00+0200', '2025-05-01T10:00:00Z'],
  [['2025-05-01T10:00:00.0002Z', '2025-05-01 10:00:00.0001'], '2025-05-01 10:00:00.0001', '2025-05-01T10:00:00.0002Z'],
  [['10', '9', 'x', '-1.5'], '-1.5', '10'],
  [['b', 'B', 'ä'], 'B', 'ä'],
])('the range of %j is %j to %j', (values, from, to) => {
  const range = new FoundRange();
  for (const value of values) range.add(value);
  expect(range.bounds).toEqual({ from, to });
});
