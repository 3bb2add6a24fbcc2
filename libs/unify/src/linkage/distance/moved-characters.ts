/**
 * Whether two texts of one length have the same characters, but for two that have changed places, or one that stands elsewhere:
 * `12345678` and `16345278`, `13456278`. Neighbours that changed places are one edit for `editDistance` already.
 */
export function isMoved(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false;
  let [first, last] = [0, a.length - 1];
  while (a[first] === b[first]) first += 1;
  while (a[last] === b[last]) last -= 1;
  const [x, y] = [a.slice(first, last + 1), b.slice(first, last + 1)];
  if (x[0] === y.at(-1) && x.at(-1) === y[0] && x.slice(1, -1) === y.slice(1, -1)) return true;
  return x.slice(1) + x[0] === y || x.at(-1) + x.slice(0, -1) === y;
}
