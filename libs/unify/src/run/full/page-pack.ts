import type { KeyPage } from '../../store/key-pages.ts';
import { int32List, uint32List } from './number-list.ts';

/** Pages of keys one after the other, in a form that goes from thread to thread. */
export interface PagePack {
  readonly pageBytes: Uint8Array;
  /** By page: where its bytes end, its number and its part. */
  readonly pageEnds: Uint32Array;
  readonly pageNumbers: Int32Array;
  readonly pageParts: Int32Array;
}

/** Packs pages. */
export function packedPages(): { add: (page: KeyPage) => void; take: () => PagePack } {
  let bytes = new Uint8Array(1 << 20);
  let filled = 0;
  const [ends, numbers, parts] = [uint32List(), int32List(), int32List()];
  return {
    add({ page, part, keys }) {
      if (filled + keys.length > bytes.length) {
        const larger = new Uint8Array(Math.ceil((filled + keys.length) * 1.5));
        larger.set(bytes.subarray(0, filled));
        bytes = larger;
      }
      bytes.set(keys, filled);
      filled += keys.length;
      ends.push(filled);
      numbers.push(page);
      parts.push(part);
    },
    take: () => ({
      pageBytes: bytes.subarray(0, filled),
      pageEnds: ends.view(),
      pageNumbers: numbers.view(),
      pageParts: parts.view(),
    }),
  };
}
