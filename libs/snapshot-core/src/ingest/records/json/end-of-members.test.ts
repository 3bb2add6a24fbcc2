import fc from 'fast-check';
import { endOfMembers } from './end-of-members.ts';

test('what it gives holds just the first members, and nothing is given where there are no more', () => {
  const members = fc.array(fc.tuple(fc.string({ maxLength: 4 }), fc.jsonValue()), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(members, fc.integer({ min: 1, max: 8 }), (all, most) => {
      const written = all.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
      const bytes = Buffer.from(`{${written.join(',')}}`);
      const end = endOfMembers(bytes, most);
      if (all.length <= most) expect(end).toBeUndefined();
      else expect(bytes.toString('utf8', 0, end)).toBe(`{${written.slice(0, most).join(',')}`);
    }),
    { numRuns: 300 },
  );
});
