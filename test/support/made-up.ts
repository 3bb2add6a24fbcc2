/** Made-up words and errors in them, from seeded random numbers. */
export type Random = () => number;

export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
    x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
    return ((x ^ (x >>> 15)) >>> 0) / 4294967296;
  };
}

const CONSONANTS = 'b c d f g h j k l m n p r s t v w br ch cl cr dr fl gr pl pr sh st th tr'.split(' ');
const VOWELS = 'a e i o u ai ea ee oo ou'.split(' ');
const ENDS = ', ,n,r,s,l,t,m,nd,ck,rd,st'.split(',').map((end) => end.trim());

/** Made-up words of 2 to 3 syllables, all different. */
export function vocabulary(size: number, rng: Random): string[] {
  const words = new Set<string>();
  while (words.size < size) {
    const syllables = 2 + Math.floor(rng() * 2);
    const parts = Array.from({ length: syllables }, () => pick(CONSONANTS, rng) + pick(VOWELS, rng));
    words.add(parts.join('') + pick(ENDS, rng));
  }
  return [...words];
}

export const pick = <T>(list: readonly T[], rng: Random): T => list[Math.floor(rng() * list.length)]!;

/** The first far more often than the last, as with names and words. */
export const frequent = <T>(list: readonly T[], rng: Random): T => list[Math.floor(rng() ** 2.5 * list.length)]!;

export const digits = (count: number, rng: Random): string =>
  Array.from({ length: count }, () => Math.floor(rng() * 10)).join('');

export function typo(text: string, rng: Random): string {
  const at = Math.floor(rng() * text.length);
  const letter = String.fromCharCode(97 + Math.floor(rng() * 26));
  const changed = [
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + letter + text.slice(at),
    text.slice(0, at) + letter + text.slice(at + 1),
    text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2),
  ];
  return pick(changed, rng);
}

export type Row = Record<string, string | null>;

export interface LabelledSet {
  readonly fields: Readonly<Record<string, string>>;
  readonly rows: readonly (Row & { record_id: string })[];
  /** By record_id. */
  readonly entityOf: ReadonlyMap<string, string>;
}

export const maybe = <T>(share: number, rng: Random, then: T, otherwise: T): T => (rng() < share ? then : otherwise);

/** With typos, in so large a share of the values. */
export function noisy(text: string | null | undefined, share: number, rng: Random): string | null {
  if (text === null || text === undefined) return null;
  return rng() < share && text.length > 3 ? typo(text, rng) : text;
}

/** Entities with their copies; the first copy is as it was made. */
export function build(
  fields: Record<string, string>,
  entities: number,
  rng: Random,
  make: () => Row,
  corrupt: (row: Row) => Row,
  copies: (rng: Random) => number,
): LabelledSet {
  const rows: (Row & { record_id: string })[] = [];
  const entityOf = new Map<string, string>();
  for (let entity = 0; entity < entities; entity += 1) {
    const row = make();
    const count = copies(rng);
    for (let copy = 0; copy < count; copy += 1) {
      const record_id = `r${Math.floor(rng() * 1e9).toString(36)}${rows.length}`;
      rows.push({ ...(copy === 0 ? row : corrupt(row)), record_id });
      entityOf.set(record_id, String(entity));
    }
  }
  return { fields, rows, entityOf };
}
