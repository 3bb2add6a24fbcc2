import type { Pace } from '../pace.ts';
import { int32List, sharedUint32, uint32List, uint8List } from './number-list.ts';
import type { PoolKeys } from './pool-keys.ts';
import { sortHashes } from './sort-hashes.ts';

/**
 * The values that at least two and not too many records share, by number. Values come in the order of the first record that
 * holds them, so that those of one record are looked at one after the other. In memory that threads share.
 */
export interface KeyGroups {
  /** Number of values. */
  readonly length: number;
  /** The holders of value `n`, in rising order, are `holders[from[n]]` up to `holders[from[n + 1] - 1]`. */
  readonly from: Uint32Array;
  readonly holders: Uint32Array;
  /** The values of record `r`, in rising order, are `groups[starts[r]]` up to `groups[starts[r + 1] - 1]`. */
  readonly starts: Uint32Array;
  readonly groups: Uint32Array;
  /** By value: its kind, by place in `kinds`. */
  readonly kind: Uint8Array;
  readonly kinds: readonly string[];
}

/** Keys in the order of their hashes. */
export interface SortedKeys {
  readonly high: Int32Array;
  readonly low: Int32Array;
  /** By key: the record that holds it. */
  readonly holder: Uint32Array;
  /** Places of the keys above, by rising hash and holder. */
  readonly order: Uint32Array;
}

const NONE = 0xffffffff;
/** Keys sorted at a time: sorting all at once would take as much memory again as all of them. */
const MOST_SORTED = 1 << 20;

/**
 * Finds the values that records share.
 * @param take is given all keys, part by part, in the order of their hashes
 */
export async function groupKeys(
  keys: PoolKeys,
  take: (sorted: SortedKeys) => Promise<void>,
  pace: Pace,
): Promise<KeyGroups> {
  /** By key: its value's number in the order of hashes, or NONE. */
  const total = keys.starts.at(-1)!;
  const valueOf = new Uint32Array(total).fill(NONE);
  const sizes = uint32List();
  const kind = uint8List();
  const parts = Math.ceil(total / MOST_SORTED);
  for (let part = 0; part < parts; part += 1) {
    const { keyAt, ...sorted } = sortPart(keys, part, parts);
    findShared(keys, keyAt, sorted, valueOf, { sizes, kind });
    await take(sorted);
    await pace.pause();
  }
  return { ...numbered(keys.starts, valueOf, { sizes: sizes.view(), kind: kind.view() }), kinds: keys.kinds };
}

/** The keys whose hash lies in one part of all there are. */
function sortPart({ hashes }: PoolKeys, part: number, parts: number): SortedKeys & { keyAt: Uint32Array } {
  const [keyAt, holder, ownHigh, ownLow] = [uint32List(), uint32List(), int32List(), int32List()];
  const [least, most] = [(part * 2 ** 32) / parts, ((part + 1) * 2 ** 32) / parts];
  let [key, record] = [0, 0];
  for (const { counts, high, low } of hashes) {
    let at = 0;
    for (const count of counts) {
      for (const end = at + count; at < end; at += 1, key += 1) {
        const first = high[at]! >>> 0;
        if (first < least || first >= most) continue;
        keyAt.push(key);
        holder.push(record);
        ownHigh.push(high[at]!);
        ownLow.push(low[at]!);
      }
      record += 1;
    }
  }
  const [sortedHigh, sortedLow] = [ownHigh.view(), ownLow.view()];
  const order = sortHashes(sortedHigh, sortedLow);
  return { high: sortedHigh, low: sortedLow, holder: holder.view(), order, keyAt: keyAt.view() };
}

function findShared(
  { capOf, kindOf }: PoolKeys,
  keyAt: Uint32Array,
  { high, low, order }: SortedKeys,
  valueOf: Uint32Array,
  { sizes, kind }: { sizes: ReturnType<typeof uint32List>; kind: ReturnType<typeof uint8List> },
): void {
  for (let from = 0, to = 0; from < order.length; from = to) {
    const first = order[from]!;
    while (to < order.length && high[order[to]!] === high[first] && low[order[to]!] === low[first]) to += 1;
    if (to - from < 2 || to - from > capOf(keyAt[first]!)) continue;
    for (let at = from; at < to; at += 1) valueOf[keyAt[order[at]!]!] = sizes.length;
    sizes.push(to - from);
    kind.push(kindOf[keyAt[first]!]!);
  }
}

/** Gives the values their numbers, in the order of their first records. */
function numbered(
  starts: Uint32Array,
  valueOf: Uint32Array,
  { sizes, kind }: { sizes: Uint32Array; kind: Uint8Array },
): Omit<KeyGroups, 'kinds'> {
  const numbers = new Uint32Array(sizes.length).fill(NONE);
  const records = starts.length - 1;
  const from = sharedUint32(sizes.length + 1);
  const kinds = new Uint8Array(new SharedArrayBuffer(sizes.length));
  const own = sharedUint32(records + 1);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const groups = sharedUint32(total);
  let [length, at] = [0, 0];
  for (let record = 0; record < records; record += 1) {
    for (let key = starts[record]!; key < starts[record + 1]!; key += 1) {
      const value = valueOf[key]!;
      if (value === NONE) continue;
      if (numbers[value] === NONE) {
        from[length + 1] = from[length]! + sizes[value]!;
        kinds[length] = kind[value]!;
        numbers[value] = length;
        length += 1;
      }
      groups[at] = numbers[value]!;
      at += 1;
    }
    own[record + 1] = at;
    sortRange(groups, own[record]!, at);
  }
  return { length, from, holders: holdersByGroup(own, groups, from), starts: own, groups, kind: kinds };
}

function holdersByGroup(starts: Uint32Array, groups: Uint32Array, from: Uint32Array): Uint32Array {
  const holders = sharedUint32(groups.length);
  const next = from.slice();
  for (let record = 0; record + 1 < starts.length; record += 1) {
    for (let at = starts[record]!; at < starts[record + 1]!; at += 1) holders[next[groups[at]!]!++] = record;
  }
  return holders;
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
