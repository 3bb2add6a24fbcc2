import { parseQueryString } from './query-string.ts';

test.each([
  ['', {}],
  ['limit=5&cursor=a%20b', { limit: '5', cursor: 'a b' }],
  ['op=created&op=deleted', { op: ['created', 'deleted'] }],
  ['filter[Name]=a+b', { filter: [['Name', 'a b']] }],
  ['filter%5BName%5D=x', { filter: [['Name', 'x']] }],
  [
    'filter[a[0]]=x&filter[__proto__]=y',
    {
      filter: [
        ['a[0]', 'x'],
        ['__proto__', 'y'],
      ],
    },
  ],
  ['filter[Name]=x&filter[Name]=y', { filter: [['Name', ['x', 'y']]] }],
  ['filter=x&filter[Name]=y', { filter: 'x' }],
  ['filter[]=x', { 'filter[]': 'x' }],
  ['__proto__=x', { ['__proto__']: 'x' }],
])('%s', (text, expected) => {
  expect(Object.entries(parseQueryString(text))).toEqual(Object.entries(expected));
});

test('no number of parameters makes it drop one', () => {
  const text = Array.from({ length: 5000 }, (_, i) => `p${i}=1`).join('&');
  expect(Object.keys(parseQueryString(text))).toHaveLength(5000);
});
