import type { Pace } from '../pace.ts';
import { int32List, sharedUint32, uint32List, uint8List } from './number-list.ts';
import type { PoolChunk, PoolKeys } from './pool-keys.ts';
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

/** What a key has instead of its hash's lower half once that has been sorted: its value's number, or this where nobody shares it. */
const NONE = -1;
const NO_HASHES = new Int32Array(0);
const NO_KINDS = new Uint8Array(0);
/** Keys sorted at a time: sorting all at once would take as much memory again as all of them. */
const MOST_SORTED = 1 << 20;

/**
 * Finds the values that records share. The keys are used up: where the lower halves of their hashes were are the numbers of values, which would
 * take another 100 MB of a million records.
 * @param take is given all keys, part by part, in the order of their hashes
 */
export async function groupKeys(
  keys: PoolKeys,
  take: (sorted: SortedKeys) => Promise<void>,
  pace: Pace,
): Promise<KeyGroups> {
  const kind = uint8List();
  const shared = { kind, keys: 0 };
  const parts = Math.ceil(keys.keys / MOST_SORTED);
  for (let part = 0; part < parts; part += 1) {
    const { chunkAt, placeAt, ...sorted } = sortPart(keys.chunks, part, parts);
    findShared(keys, { chunkAt, placeAt, ...sorted }, shared);
    await take(sorted);
    await pace.pause();
  }
  const { kinds, records } = keys;
  // Hashes may go before more memory is taken.
  keys.chunks = keys.chunks.map(({ counts, low }) => ({ counts, low, high: NO_HASHES, kind: NO_KINDS }));
  const own = numbered(keys.chunks, records, shared);
  return { ...own, holders: holdersByGroup(own), kinds };
}

/** Values that are shared: their kinds, in the order of hashes, and how many keys are such values in all. */
interface Shared {
  readonly kind: ReturnType<typeof uint8List>;
  keys: number;
}

/** Keys in order, and where each is. */
interface PlacedKeys extends SortedKeys {
  readonly chunkAt: Uint32Array;
  readonly placeAt: Uint32Array;
}

/** The keys whose hash lies in one part of all there are; takes them out. */
function sortPart(chunks: readonly PoolChunk[], part: number, parts: number): PlacedKeys {
  const [chunkAt, placeAt, holder] = [uint32List(), uint32List(), uint32List()];
  const [ownHigh, ownLow] = [int32List(), int32List()];
  const [least, most] = [(part * 2 ** 32) / parts, ((part + 1) * 2 ** 32) / parts];
  let record = 0;
  for (const [chunk, { counts, high, low }] of chunks.entries()) {
    let at = 0;
    for (const count of counts) {
      for (const end = at + count; at < end; at += 1) {
        const first = high[at]! >>> 0;
        if (first < least || first >= most) continue;
        chunkAt.push(chunk);
        placeAt.push(at);
        holder.push(record);
        ownHigh.push(high[at]!);
        ownLow.push(low[at]!);
        low[at] = NONE;
      }
      record += 1;
    }
  }
  const [sortedHigh, sortedLow] = [ownHigh.view(), ownLow.view()];
  return {
    high: sortedHigh,
    low: sortedLow,
    holder: holder.view(),
    order: sortHashes(sortedHigh, sortedLow),
    chunkAt: chunkAt.view(),
    placeAt: placeAt.view(),
  };
}

function findShared(
  { chunks, caps, wideCapOf }: PoolKeys,
  { high, low, order, chunkAt, placeAt }: PlacedKeys,
  shared: Shared,
): void {
  for (let from = 0, to = 0; from < order.length; from = to) {
    const first = order[from]!;
    while (to < order.length && high[order[to]!] === high[first] && low[order[to]!] === low[first]) to += 1;
    if (to - from < 2) continue;
    const own = chunks[chunkAt[first]!]!.kind[placeAt[first]!]!;
    if (to - from > caps[own]! && to - from > wideCapOf({ high: high[first]!, low: low[first]! })) continue;
    for (let at = from; at < to; at += 1) chunks[chunkAt[order[at]!]!]!.low[placeAt[order[at]!]!] = shared.kind.length;
    shared.kind.push(own);
    shared.keys += to - from;
  }
}

/** Gives the values their numbers, in the order of their first records. */
function numbered(chunks: readonly PoolChunk[], records: number, shared: Shared): Omit<KeyGroups, 'kinds' | 'holders'> {
  const values = shared.kind.length;
  const numbers = new Int32Array(values).fill(NONE);
  const from = sharedUint32(values + 1);
  const kind = new Uint8Array(new SharedArrayBuffer(values));
  const starts = sharedUint32(records + 1);
  const groups = sharedUint32(shared.keys);
  let [length, at, record] = [0, 0, 0];
  for (const { counts, low } of chunks) {
    let key = 0;
    for (const count of counts) {
      for (const end = key + count; key < end; key += 1) {
        const value = low[key]!;
        if (value === NONE) continue;
        if (numbers[value] === NONE) {
          kind[length] = shared.kind.array[value]!;
          numbers[value] = length;
          length += 1;
        }
        const number = numbers[value]!;
        from[number + 1]! += 1;
        groups[at] = number;
        at += 1;
      }
      record += 1;
      starts[record] = at;
      sortRange(groups, starts[record - 1]!, at);
    }
  }
  for (let value = 0; value < values; value += 1) from[value + 1]! += from[value]!;
  return { length, from, starts, groups, kind };
}

/** Filled in from behind: where a value's holders begin tells how far it is filled, until all are. */
function holdersByGroup({ starts, groups, from }: Pick<KeyGroups, 'starts' | 'groups' | 'from'>): Uint32Array {
  const holders = sharedUint32(groups.length);
  for (let record = starts.length - 2; record >= 0; record -= 1) {
    for (let at = starts[record]!; at < starts[record + 1]!; at += 1) {
      const end = groups[at]! + 1;
      from[end]! -= 1;
      holders[from[end]!] = record;
    }
  }
  // Each place has come down to where its value begins: one to the left is where it is looked for.
  from.copyWithin(0, 1);
  from[from.length - 1] = groups.length;
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
