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
  const difference = a.length - b.length;
  if (difference > most || -difference > most || a.length > MOST_LETTERS || b.length > MOST_LETTERS) return most + 1;
  // What both begin and end with costs nothing, and most of what is compared shares little else.
  let from = 0;
  while (from < a.length && from < b.length && a.charCodeAt(from) === b.charCodeAt(from)) from += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > from && endB > from && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA -= 1;
    endB -= 1;
  }
  const [lengthA, lengthB] = [endA - from, endB - from];
  if (lengthA === 0 || lengthB === 0) return Math.min(lengthA + lengthB, most + 1);
  if (lengthA === 1 && lengthB === 1) return Math.min(1, most + 1);
  if (most <= 1) return most === 1 && areSwapped(a, b, from, lengthA, lengthB) ? 1 : most + 1;
  return fullDistance(a, b, from, lengthA, lengthB, most);
}

/** Of texts that differ in their first and last letters: whether those are two, the same ones in turn. */
function areSwapped(a: string, b: string, from: number, lengthA: number, lengthB: number): boolean {
  return (
    lengthA === 2 &&
    lengthB === 2 &&
    a.charCodeAt(from) === b.charCodeAt(from + 1) &&
    a.charCodeAt(from + 1) === b.charCodeAt(from)
  );
}

function fullDistance(a: string, b: string, from: number, lengthA: number, lengthB: number, most: number): number {
  for (let j = 0; j <= lengthB; j += 1) above[j] = j;
  for (let i = 1; i <= lengthA; i += 1) {
    row[0] = i;
    let least = i;
    const letter = a.charCodeAt(from + i - 1);
    for (let j = 1; j <= lengthB; j += 1) {
      const other = b.charCodeAt(from + j - 1);
      let cost = Math.min(row[j - 1]! + 1, above[j]! + 1, above[j - 1]! + (letter === other ? 0 : 1));
      const turned = i > 1 && j > 1 && letter === b.charCodeAt(from + j - 2) && a.charCodeAt(from + i - 2) === other;
      if (turned) cost = Math.min(cost, before[j - 2]! + 1);
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [before, above, row] = [above, row, before];
  }
  return Math.min(above[lengthB]!, most + 1);
}
