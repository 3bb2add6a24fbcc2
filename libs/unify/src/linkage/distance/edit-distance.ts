const MOST_LETTERS = 64;
let before = new Uint8Array(MOST_LETTERS + 1);
let above = new Uint8Array(MOST_LETTERS + 1);
let row = new Uint8Array(MOST_LETTERS + 1);

/**
 * Optimal string alignment distance: inserted, deleted, replaced letters and swapped neighbours, each one edit.
 * @returns the distance, or `most + 1` where it is larger than `most`
 */
export function editDistance(a: string, b: string, most: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > most || a.length > MOST_LETTERS || b.length > MOST_LETTERS) return most + 1;
  for (let j = 0; j <= b.length; j += 1) above[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    row[0] = i;
    let least = i;
    const letter = a.charCodeAt(i - 1);
    for (let j = 1; j <= b.length; j += 1) {
      const other = b.charCodeAt(j - 1);
      let cost = Math.min(row[j - 1]! + 1, above[j]! + 1, above[j - 1]! + (letter === other ? 0 : 1));
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [before, above, row] = [above, row, before];
  }
  return Math.min(above[b.length]!, most + 1);
}
