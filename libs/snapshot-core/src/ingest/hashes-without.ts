import { HashTable } from './hash-table.ts';

/** The hashes of a list that are not in another, four words each; in the list's order. */
export function hashesWithout(list: Int32Array, others: Int32Array): Int32Array {
  if (list.length === 0 || others.length === 0) return list;
  const table = new HashTable();
  for (let at = 0; at < others.length; at += 4) table.set(others.subarray(at, at + 4), 1);
  const left = new Int32Array(list.length);
  let end = 0;
  for (let at = 0; at < list.length; at += 4) {
    const hash = list.subarray(at, at + 4);
    if (table.find(hash) >= 0) continue;
    left.set(hash, end);
    end += 4;
  }
  return left.slice(0, end);
}
