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

/** A text with a bit for each letter in it (charCode & 31; a space has none). */
export interface Lettered {
  readonly text: string;
  readonly letters: number;
}

/**
 * Whether two texts of at most 64 letters may be so alike, told by which letters they have: most texts have too few in common,
 * and that takes a twentieth of the time. Never no where `jaroWinkler` says as much.
 */
export function mayBeAlike(a: Lettered, b: Lettered, least: number): boolean {
  const [x, y] = [a.text.length, b.text.length];
  if (x === 0 || y === 0 || x > MOST_LETTERS || y > MOST_LETTERS) return true;
  const common = Math.min(x - bitsIn(a.letters & ~b.letters), y - bitsIn(b.letters & ~a.letters));
  return bestSimilarity(x, y, common, a.text[0] === b.text[0] ? LONGEST_PREFIX : 0) >= least;
}

/** As `mayBeAlike`, of two texts that begin with the same letter: of which their lengths are known, and how many letters agree at most. */
export function mayHaveAlike(x: number, y: number, common: number, least: number): boolean {
  return bestSimilarity(x, y, common, LONGEST_PREFIX) >= least;
}

function bestSimilarity(x: number, y: number, common: number, prefix: number): number {
  const jaro = (common / x + common / y + 1) / 3;
  return jaro + prefix * PREFIX_SCALE * (1 - jaro);
}

/** Number of bits that are set. */
export function bitsIn(mask: number): number {
  let bits = mask - ((mask >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
