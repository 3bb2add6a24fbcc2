import type { Steps } from '../../linkage/steps.ts';
import { textOfHash } from '../../store/key-hash.ts';
import { pageBegins, PageBuilder, pagesFor } from '../../store/key-pages.ts';
import { int32List, uint32List, uint8List } from './number-list.ts';
import { packedPages, type PagePack } from './page-pack.ts';
import type { PoolKeys } from './pool-keys.ts';
import { sortHashes } from './sort-hashes.ts';

/** What a key has instead of the number of a value where nobody shares it. */
export const NOT_SHARED = -1;
/** Keys sorted at a time: sorting all at once would take as much memory again as all of them. */
const MOST_SORTED = 1 << 19;
/** Hashes spread evenly, so that room for so many more than the mean is hardly ever too little. */
const ROOM = 1.02;

/** Keys to be sorted in parts, in a form that goes from thread to thread. */
export type KeysToSort = Pick<PoolKeys, 'chunks' | 'caps' | 'wide' | 'keys'>;

/** The keys whose hashes lie in one part of all there are, in the order of the records. */
export interface SortedPart extends PagePack {
  /** By key: its chunk, and its place there. */
  readonly chunkAt: Uint32Array;
  readonly placeAt: Uint32Array;
  /** By key: its value, as values that records share are numbered in this part, in the order of hashes; else NOT_SHARED. */
  readonly value: Int32Array;
  /** By value: its kind, by place in `kinds`. */
  readonly kind: Uint8Array;
  /** Keys that are such values. */
  readonly shared: number;
}

/** Into how many parts keys are sorted. */
export const partsOf = ({ keys }: Pick<PoolKeys, 'keys'>): number => Math.max(1, Math.ceil(keys / MOST_SORTED));

/**
 * Sorts one part of the keys, which stay as they are: finds the values that records share, and puts all on pages.
 * @param parts how many there are, at most one for each page
 */
export function* sortPart(keys: KeysToSort, part: number, parts: number): Steps<SortedPart> {
  const pages = pagesFor(keys.keys);
  const [first, end] = [part, part + 1].map((each) => Math.ceil((each * pages) / parts)) as [number, number];
  const own = yield* takeOut(keys, pageBegins(first, pages), pageBegins(end, pages), (keys.keys / parts) * ROOM);
  const { high, low, holder, ...places } = own;
  const order = sortHashes(high, low);
  yield;
  const pack = packedPages();
  const builder = new PageBuilder(pages, pack.add, first);
  const value = new Int32Array(order.length).fill(NOT_SHARED);
  const kind = uint8List();
  let shared = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    const key = order[from]!;
    while (to < order.length && high[order[to]!] === high[key] && low[order[to]!] === low[key]) to += 1;
    builder.add(high[key]!, low[key]!, to - from, (place) => holder[order[from + place]!]!);
    if (to - from < 2) continue;
    const ofFirst = keys.chunks[places.chunkAt[key]!]!.kind[places.placeAt[key]!]!;
    if (to - from > keys.caps[ofFirst]! && to - from > wideCap(keys, high[key]!, low[key]!)) continue;
    for (let at = from; at < to; at += 1) value[order[at]!] = kind.length;
    kind.push(ofFirst);
    shared += to - from;
    if (kind.length % STEP === 0) yield;
  }
  builder.finish(end);
  return { ...places, value, kind: kind.view(), shared, ...pack.take() };
}

/** Values between two pauses. */
const STEP = 10_000;

const wideCap = ({ wide }: KeysToSort, high: number, low: number): number =>
  wide.hashes.size > 0 && wide.hashes.has(textOfHash({ high, low })) ? wide.cap : 0;

/** The keys whose hashes' upper halves, without sign, are in a range. */
function* takeOut({ chunks }: KeysToSort, least: number, end: number, room: number) {
  const [chunkAt, placeAt, holder] = [uint32List(room), uint32List(room), uint32List(room)];
  const [high, low] = [int32List(room), int32List(room)];
  let record = 0;
  for (const [chunk, { counts, high: highs, low: lows }] of chunks.entries()) {
    let at = 0;
    for (const count of counts) {
      for (const next = at + count; at < next; at += 1) {
        const upper = highs[at]! >>> 0;
        if (upper < least || upper >= end) continue;
        chunkAt.push(chunk);
        placeAt.push(at);
        holder.push(record);
        high.push(highs[at]!);
        low.push(lows[at]!);
      }
      record += 1;
    }
    if (chunk % 200 === 199) yield;
  }
  return {
    chunkAt: chunkAt.view(),
    placeAt: placeAt.view(),
    holder: holder.view(),
    high: high.view(),
    low: low.view(),
  };
}
