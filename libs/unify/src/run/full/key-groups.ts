import { uint32List } from './number-list.ts';
import type { PoolKeys } from './pool-keys.ts';

/**
 * The values that at least two and not too many records share, by number. Values come in the order of the first record that
 * holds them, so that those of one record are looked at one after the other.
 */
export interface KeyGroups {
  /** Number of values. */
  length: number;
  /** The holders of a value, in rising order. */
  holders(group: number): Uint32Array;
  /** Whether this value is the first of those that both records hold: so a pair that shares several is looked at once. */
  isFirstShared(group: number, a: number, b: number): boolean;
}

const NONE = 0xffffffff;

/** @param order the keys by hash, see sort-hashes.ts */
export function groupKeys(keys: PoolKeys, order: Uint32Array): KeyGroups {
  const { holder, starts } = keys;
  const { begins, sizes } = sharedValues(keys, order);
  const holders = Uint32Array.from(order, (key) => holder[key]!);
  const [from, size] = [uint32List(), uint32List()];
  const numberAt = new Uint32Array(order.length).fill(NONE); // by place among the holders
  /** By key: its value's number, or NONE. */
  const groups = new Uint32Array(order.length).fill(NONE);
  for (let key = 0; key < order.length; key += 1) {
    const begin = begins[key]!;
    if (begin === NONE) continue;
    if (numberAt[begin] === NONE) {
      numberAt[begin] = from.length;
      from.push(begin);
      size.push(sizes[begin]!);
    }
    groups[key] = numberAt[begin]!;
  }
  for (let record = 0; record + 1 < starts.length; record += 1) sortRange(groups, starts[record]!, starts[record + 1]!);
  return {
    length: from.length,
    holders: (group) => holders.subarray(from.array[group]!, from.array[group]! + size.array[group]!),
    isFirstShared: (group, a, b) => {
      // Both lists rise and both have the group, so this ends there at the latest.
      for (let i = starts[a]!, j = starts[b]!; ;) {
        const [x, y] = [groups[i]!, groups[j]!];
        if (x === y) return x === group;
        if (x < y) i += 1;
        else j += 1;
      }
    },
  };
}

/** By key: the place in `order` where the holders of its value begin, or NONE; by that place: how many they are. */
function sharedValues({ high, low, capOf }: PoolKeys, order: Uint32Array): { begins: Uint32Array; sizes: Uint32Array } {
  const begins = new Uint32Array(order.length).fill(NONE);
  const sizes = new Uint32Array(order.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    const first = order[from]!;
    while (to < order.length && high[order[to]!] === high[first] && low[order[to]!] === low[first]) to += 1;
    if (to - from < 2 || to - from > capOf(first)) continue;
    for (let at = from; at < to; at += 1) begins[order[at]!] = from;
    sizes[from] = to - from;
  }
  return { begins, sizes };
}

/** By insertion: a record has a handful of keys. */
function sortRange(numbers: Uint32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i += 1) {
    const number = numbers[i]!;
    let at = i;
    for (; at > from && numbers[at - 1]! > number; at -= 1) numbers[at] = numbers[at - 1]!;
    numbers[at] = number;
  }
}
