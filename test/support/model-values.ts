/** A scope as the model takes it; `found` is that of the file's own range. */
export interface ModelScope {
  column: string;
  from?: string;
  to?: string;
  value?: string;
  found?: true;
}

const isTime = (value: string) => /^\d{4}-\d\d-\d\d/.test(value);
const isNumber = (value: string) => /^-?\d+(\.\d+)?$/.test(value);
const rank = (value: string | null) => (value === null ? 0 : isTime(value) ? 3 : isNumber(value) ? 2 : 1);

/** Times by instant, numbers by number, texts by text; of two kinds times are the highest, null is the lowest. */
export function compareVersions(a: string | null, b: string | null): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a === null || b === null) return 0;
  if (isTime(a)) return Date.parse(a) - Date.parse(b);
  if (isNumber(a)) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The range of the values of the highest kind among these. */
export function foundRange(values: readonly (string | null)[]): { from: string; to: string } | undefined {
  const highest = Math.max(0, ...values.map(rank));
  const sorted = values.filter((value) => rank(value) === highest && value !== null).sort(compareVersions);
  return sorted.length === 0 ? undefined : { from: sorted[0]!, to: sorted.at(-1)! };
}

/** Whether a value lies between bounds, given that a value of another kind does not. */
export function liesInScope(value: string | null, { from, to, value: equal }: Omit<ModelScope, 'column'>): boolean {
  if (value === null) return false;
  if (equal !== undefined) return value === equal;
  const within = (bound: string | undefined, side: number) => {
    if (bound === undefined) return true;
    if (rank(bound) !== rank(value)) return false;
    // A day as a bound takes in the whole day.
    const compared = isTime(bound) && bound.length === 10 ? value.slice(0, 10) : value;
    return compareVersions(compared, bound) * side >= 0;
  };
  return within(from, 1) && within(to, -1);
}
