import fc from 'fast-check';
import { isMoved } from './moved-characters.ts';

const code = fc.string({ unit: fc.constantFrom(...'0123456789A'), minLength: 2, maxLength: 9 });
const place = fc.nat(8);

/** All texts that are one swap or one move away: the oracle. */
function moved(text: string): Set<string> {
  const all = new Set<string>();
  for (let i = 0; i < text.length; i += 1) {
    for (let j = 0; j < text.length; j += 1) {
      const swapped = [...text];
      [swapped[i], swapped[j]] = [swapped[j]!, swapped[i]!];
      all.add(swapped.join(''));
      const rest = [...text];
      const [taken] = rest.splice(i, 1);
      rest.splice(j, 0, taken!);
      all.add(rest.join(''));
    }
  }
  all.delete(text);
  return all;
}

test('two characters swapped or one moved is told, nothing else', () => {
  fc.assert(
    fc.property(code, code, place, (text, other, at) => {
      const near = [...moved(text)];
      for (const each of [other, near[at % near.length] ?? text, `${text.slice(1)}${text[0]}`]) {
        expect(isMoved(text, each)).toBe(near.includes(each));
        expect(isMoved(each, text)).toBe(isMoved(text, each));
      }
    }),
  );
});
