import type { PairSample } from './estimate.ts';

/** Comparisons that share less information than this, in bits, are taken for independent. */
const LEAST_SHARED = 0.03;
/** What comparisons of one group are known to share before any pair is seen. */
const KNOWN_BITS = 0.2;

/**
 * Which comparison each one depends on most: the tree that keeps as much as a tree can of the information that comparisons
 * share among pairs of one class (Chow and Liu 1968, given the class as in Friedman et al. 1997). A domain that comes with the
 * name, a city that comes with the postcode are then not counted twice. -1 for what depends on none.
 *
 * Looked at are the candidates, matches and others alike, since of random pairs hardly any agrees in anything.
 */
export function dependencies(
  sample: PairSample,
  posterior: Float64Array,
  sizes: readonly number[],
  groups: readonly (string | undefined)[],
): number[] {
  const shared: { a: number; b: number; bits: number }[] = [];
  for (let a = 0; a < sample.width; a += 1) {
    for (let b = a + 1; b < sample.width; b += 1) {
      const known = groups[a] !== undefined && groups[a] === groups[b] ? KNOWN_BITS : 0;
      const bits = known + sharedBits(sample, posterior, a, b, [sizes[a]!, sizes[b]!]);
      if (bits > LEAST_SHARED) shared.push({ a, b, bits });
    }
  }
  shared.sort((x, y) => y.bits - x.bits || x.a - y.a || x.b - y.b);
  const neighbours = Array.from({ length: sample.width }, (): number[] => []);
  const treeOf = neighbours.map((_, c) => c);
  for (const { a, b } of shared) {
    const [x, y] = [treeOf[a]!, treeOf[b]!];
    if (x === y) continue;
    treeOf.forEach((tree, c) => tree === y && (treeOf[c] = x));
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  }
  return rooted(neighbours);
}

/** Each tree hangs from its first comparison: what is declared first says most. */
function rooted(neighbours: readonly (readonly number[])[]): number[] {
  const parents = neighbours.map(() => -2);
  neighbours.forEach((_, root) => {
    if (parents[root] !== -2) return;
    parents[root] = -1;
    const open = [root];
    for (let c = open.pop(); c !== undefined; c = open.pop()) {
      for (const next of neighbours[c]!) {
        if (parents[next] !== -2) continue;
        parents[next] = c;
        open.push(next);
      }
    }
  });
  return parents;
}

/** Mutual information of two comparisons given the class, each class counted as half. */
function sharedBits(
  { width, levels, candidates, stands }: PairSample,
  posterior: Float64Array,
  a: number,
  b: number,
  [sizeA, sizeB]: readonly [number, number],
): number {
  const joint = [new Float64Array(sizeA * sizeB), new Float64Array(sizeA * sizeB)] as const;
  for (let pair = 0; pair < candidates; pair += 1) {
    const [x, y] = [levels[pair * width + a]!, levels[pair * width + b]!];
    if (x < 0 || y < 0) continue;
    joint[0][x * sizeB + y]! += (1 - posterior[pair]!) * stands[pair]!;
    joint[1][x * sizeB + y]! += posterior[pair]! * stands[pair]!;
  }
  return (information(joint[0], sizeA, sizeB) + information(joint[1], sizeA, sizeB)) / 2;
}

function information(joint: Float64Array, sizeA: number, sizeB: number): number {
  const [rows, columns] = [new Float64Array(sizeA), new Float64Array(sizeB)];
  let sum = 0;
  joint.forEach((n, cell) => {
    sum += n;
    rows[Math.floor(cell / sizeB)]! += n;
    columns[cell % sizeB]! += n;
  });
  // With few pairs chance alone looks like dependence.
  if (sum < 50) return 0;
  let bits = 0;
  joint.forEach((n, cell) => {
    if (n > 0) bits += (n / sum) * Math.log2((n * sum) / (rows[Math.floor(cell / sizeB)]! * columns[cell % sizeB]!));
  });
  return bits;
}
