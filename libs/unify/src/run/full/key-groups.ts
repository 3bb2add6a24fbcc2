import { sharedUint32, uint8List } from './number-list.ts';
import type { PagePack } from './page-pack.ts';
import type { PoolChunk, PoolKeys } from './pool-keys.ts';
import { type KeysToSort, NOT_SHARED, type SortedPart } from './sort-part.ts';

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

/** Sorts all parts of keys, and gives them to `take` in the order of their hashes. */
export type SortParts = (keys: KeysToSort, take: (part: SortedPart) => Promise<void>) => Promise<void>;

const NO_HASHES = new Int32Array(0);
const NO_KINDS = new Uint8Array(0);

/**
 * Finds the values that records share. The keys are used up: where the lower halves of their hashes were are the numbers of values, which would
 * take another 100 MB of a million records.
 * @param take is given all keys on pages, in the order of their hashes
 */
export async function groupKeys(
  keys: PoolKeys,
  sortParts: SortParts,
  take: (pages: PagePack) => Promise<void>,
): Promise<KeyGroups> {
  const shared = await findShared(keys, sortParts, take);
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

async function findShared(
  { chunks, caps, wide, keys }: PoolKeys,
  sortParts: SortParts,
  take: (pages: PagePack) => Promise<void>,
): Promise<Shared> {
  const shared = { kind: uint8List(), keys: 0 };
  await sortParts({ chunks, caps, wide, keys }, async (part) => {
    takeNumbers(chunks, part, shared);
    await take(part);
  });
  return shared;
}

/** Writes the numbers of values where the hashes of a part's keys were. */
function takeNumbers(chunks: readonly PoolChunk[], part: SortedPart, shared: Shared): void {
  const { chunkAt, placeAt, value, kind } = part;
  const before = shared.kind.length;
  for (let key = 0; key < value.length; key += 1) {
    const number = value[key]!;
    chunks[chunkAt[key]!]!.low[placeAt[key]!] = number === NOT_SHARED ? NOT_SHARED : before + number;
  }
  for (let i = 0; i < kind.length; i += 1) shared.kind.push(kind[i]!);
  shared.keys += part.shared;
}

/** Gives the values their numbers, in the order of their first records. */
function numbered(chunks: readonly PoolChunk[], records: number, shared: Shared): Omit<KeyGroups, 'kinds' | 'holders'> {
  const values = shared.kind.length;
  const numbers = new Int32Array(values).fill(NOT_SHARED);
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
        if (value === NOT_SHARED) continue;
        if (numbers[value] === NOT_SHARED) {
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
