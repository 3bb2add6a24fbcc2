import { COUNT_BYTES, MEMBER_BYTES, MOST_ON_PAGE } from './key-pages.ts';

/** More of a value has to be read to tell. */
export const OPEN = -1;
/** More than its cap hold it now. */
export const GENERIC = 1;
/** It became generic in this run, or ceased to be. */
export const CROSSED = 2;

/** What Postgres told of values, as bytes. */
export interface ToldKeys {
  /** Of each in turn, how many held it at the last full run (2 bytes), and these (4 each) where they are not more than were wanted. */
  held: Buffer;
  /** Further holders of some: place of the value, bytes of these, these. */
  further: Buffer | null;
  /** What came and went since: place of the value, and the member, inverted where it went. */
  changed: Buffer | null;
}

/** Members that hold a value since the last full run, and that do so no more; there may be more of either. */
interface KeyChanges {
  added: number[];
  gone: number[];
  arePart: boolean;
}

/** What is stored of some values, told by their places in what was asked. It stays as it came: most is looked at once. */
export class StoredKeys {
  private readonly view: DataView;
  /** Where each begins. */
  private readonly starts: Int32Array;
  private readonly changes = new Map<number, KeyChanges>();
  /** All holders at the last full run, of those that have further ones. */
  private readonly whole = new Map<number, number[]>();

  /**
   * @param most by value: with more holders than this they were not wanted
   * @param mostChanges of a value; with as many there may be more
   */
  constructor(
    { held, further, changed }: ToldKeys,
    private readonly most: Uint16Array,
    private readonly isAll: boolean,
    mostChanges: number,
  ) {
    this.view = new DataView(held.buffer, held.byteOffset, held.byteLength);
    this.starts = new Int32Array(most.length);
    let at = 0;
    for (let i = 0; i < most.length; i += 1) {
      this.starts[i] = at;
      at += COUNT_BYTES + (this.areTold(i) ? MEMBER_BYTES * this.view.getUint16(at) : 0);
    }
    if (further !== null) this.readFurther(further);
    if (changed !== null) this.readChanged(changed, mostChanges);
  }

  /** Takes up that a member holds a value now, or does so no more. */
  follow(i: number, member: number, isGone: boolean): void {
    const known = this.changes.get(i);
    const others = isGone ? known?.added : known?.gone;
    const at = others?.indexOf(member) ?? -1;
    if (at < 0) this.note(i, member, isGone);
    else others!.splice(at, 1);
  }

  /**
   * What there is to say of a value: OPEN, or GENERIC and CROSSED as they hold. One that is generic, and did not cross, has no holders to be told.
   * @param cap with more holders it is generic
   * @param delta how many holders more (or fewer) it has than when this run began
   */
  verdict(i: number, cap: number, delta: number): number {
    const changes = this.changes.get(i);
    if (changes?.arePart) return OPEN;
    const stored = this.whole.get(i)?.length ?? this.view.getUint16(this.starts[i]!);
    const holders = changes === undefined ? stored : stored - changes.gone.length + changes.added.length; // or more, of a part
    if (holders > mostWanted(cap, delta)) return GENERIC;
    if (!this.areTold(i) || (!this.isAll && stored === MOST_ON_PAGE)) return OPEN;
    const [isGeneric, wasGeneric] = [holders > cap, holders - delta > cap];
    return (isGeneric ? GENERIC : 0) + (isGeneric === wasGeneric ? 0 : CROSSED);
  }

  /** Tells of a value's holders, where they are known. */
  eachHolder(i: number, take: (member: number) => void): void {
    const { view, changes, whole } = this;
    const { added, gone } = changes.get(i) ?? NO_CHANGES;
    const listed = whole.get(i);
    const from = this.starts[i]!;
    const stored = listed?.length ?? view.getUint16(from);
    const left = gone.length > 0 ? new Set(gone) : undefined;
    for (let n = 0; n < stored; n += 1) {
      const member = listed?.[n] ?? view.getInt32(from + COUNT_BYTES + MEMBER_BYTES * n);
      if (left === undefined || !left.has(member)) take(member);
    }
    for (let n = 0; n < added.length; n += 1) take(added[n]!);
  }

  private areTold(i: number): boolean {
    if (this.isAll) return true;
    const holders = this.view.getUint16(this.starts[i]!);
    return holders <= this.most[i]! && holders <= MOST_ON_PAGE;
  }

  private note(i: number, member: number, isGone: boolean): KeyChanges {
    let known = this.changes.get(i);
    if (known === undefined) this.changes.set(i, (known = { added: [], gone: [], arePart: false }));
    (isGone ? known.gone : known.added).push(member);
    return known;
  }

  private readChanged(changed: Buffer, most: number): void {
    for (let at = 0; at < changed.length; at += 8) {
      const [i, member] = [changed.readInt32BE(at), changed.readInt32BE(at + 4)];
      const known = member < 0 ? this.note(i, ~member, true) : this.note(i, member, false);
      known.arePart ||= known.added.length + known.gone.length >= most;
    }
  }

  private readFurther(further: Buffer): void {
    for (let at = 0; at < further.length;) {
      const i = further.readInt32BE(at);
      const end = at + 8 + further.readInt32BE(at + 4);
      const members: number[] = [];
      const from = this.starts[i]!;
      for (let n = 0; n < this.view.getUint16(from); n += 1)
        members.push(this.view.getInt32(from + COUNT_BYTES + MEMBER_BYTES * n));
      for (at += 8; at < end; at += MEMBER_BYTES) members.push(further.readInt32BE(at));
      this.whole.set(i, members);
    }
  }
}

const NO_CHANGES: Readonly<KeyChanges> = { added: [], gone: [], arePart: false };

/** With more holders than this a value is generic now, and was before. */
export const mostWanted = (cap: number, delta: number): number => cap + Math.max(delta, 0);
