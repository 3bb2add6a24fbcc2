/** Of a name's letters so many may differ: a plural, a typing error. */
const SHARE = 0.2;

/**
 * Whether two columns' names are nearly the same: but for case and punctuation (`Billing_City`, `billingCity`), or but for a
 * fifth of the letters (Levenshtein distance).
 */
export function isNearName(a: string, b: string): boolean {
  const [first, second] = [plain(a), plain(b)];
  if (first === '' || second === '') return false;
  if (first === second) return true;
  const longest = Math.max(first.length, second.length);
  const most = Math.floor(longest * SHARE);
  return longest <= 100 && Math.abs(first.length - second.length) <= most && distance(first, second) <= most;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
