/** Up to 10 % is added for each of the first four letters that agree (Winkler 1990). */
const PREFIX_SCALE = 0.1;
const LONGEST_PREFIX = 4;
const MOST_LETTERS = 64;
const takenA = new Uint8Array(MOST_LETTERS);
const takenB = new Uint8Array(MOST_LETTERS);

/**
 * Jaro–Winkler similarity of two texts, 0 to 1; letters beyond the first 64 are not looked at.
 * Jaro 1989 with Winkler's prefix; symmetric, 1 for equal texts only.
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const [x, y] = [Math.min(a.length, MOST_LETTERS), Math.min(b.length, MOST_LETTERS)];
  if (x === 0 || y === 0) return 0;
  const range = Math.max(0, (Math.max(x, y) >> 1) - 1);
  takenA.fill(0, 0, x);
  takenB.fill(0, 0, y);
  let common = 0;
  for (let i = 0; i < x; i += 1) {
    const letter = a.charCodeAt(i);
    const to = Math.min(y, i + range + 1);
    for (let j = Math.max(0, i - range); j < to; j += 1) {
      if (takenB[j] === 1 || b.charCodeAt(j) !== letter) continue;
      takenA[i] = 1;
      takenB[j] = 1;
      common += 1;
      break;
    }
  }
  if (common === 0) return 0;
  let moved = 0;
  for (let i = 0, j = 0; i < x; i += 1) {
    if (takenA[i] === 0) continue;
    while (takenB[j] === 0) j += 1;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) moved += 1;
    j += 1;
  }
  const jaro = (common / x + common / y + (common - moved / 2) / common) / 3;
  let prefix = 0;
  while (prefix < LONGEST_PREFIX && prefix < x && prefix < y && a[prefix] === b[prefix]) prefix += 1;
  return Math.min(jaro + prefix * PREFIX_SCALE * (1 - jaro), a.length === b.length ? 1 : 0.999);
}
