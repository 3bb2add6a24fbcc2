import fc from 'fast-check';
import { decodeCursor, decodeNumberCursor, encodeCursor } from './cursor.ts';

test('a cursor gives back the position it was made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (position) => {
      fc.pre(!position.includes('\0'));
      expect(decodeCursor('records', encodeCursor('records', position))).toBe(position);
    }),
  );
  expect(decodeNumberCursor('runs', encodeCursor('runs', 42))).toBe(42);
});

test('no cursor is the first page', () => {
  expect(decodeCursor('records', undefined)).toBeUndefined();
  expect(decodeNumberCursor('runs', undefined)).toBeUndefined();
});

test('a cursor of another list, or none at all, is refused', () => {
  for (const cursor of [encodeCursor('runs', 1), 'records:1', '', '%%', `${encodeCursor('records', 'a')}=`]) {
    expect(() => decodeCursor('records', cursor)).toThrow('is no cursor of this list');
  }
  expect(() => decodeNumberCursor('runs', encodeCursor('runs', 'x'))).toThrow('is no cursor of this list');
});
