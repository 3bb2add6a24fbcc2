import { sharedUint32, uint32List } from './number-list.ts';

/** Union-find over numbers 0 to n - 1 (path halving; the smaller number becomes the root), 4 bytes a number. */
export class DisjointSets {
  private readonly parent: Uint32Array;

  constructor(size: number) {
    this.parent = Uint32Array.from({ length: size }, (_, i) => i);
  }

  /** The smallest number of the set that `member` is in. */
  find(member: number): number {
    const { parent } = this;
    let at = member;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }

  join(a: number, b: number): void {
    const [x, y] = [this.find(a), this.find(b)];
    if (x < y) this.parent[y] = x;
    else this.parent[x] = y;
  }

  /**
   * The sets of at least so many (1 or more), in the order of their roots: `members` lists them, in rising order within a set, and set `i` is
   * `members[starts[i]]` up to `members[starts[i + 1] - 1]`. In memory that threads share.
   */
  sets(least = 2): { starts: Uint32Array; members: Uint32Array } {
    const { parent } = this;
    const sizes = new Uint32Array(parent.length);
    for (let i = 0; i < parent.length; i += 1) sizes[this.find(i)]! += 1;
    const starts = uint32List();
    /** By root: where its set's next member goes. */
    const next = new Uint32Array(parent.length);
    let total = 0;
    for (let root = 0; root < parent.length; root += 1) {
      if (sizes[root]! < least) continue;
      starts.push(total);
      next[root] = total;
      total += sizes[root]!;
    }
    starts.push(total);
    const members = sharedUint32(total);
    for (let i = 0; i < parent.length; i += 1) {
      const root = this.find(i);
      if (sizes[root]! >= least) members[next[root]!++] = i;
    }
    return { starts: starts.shared(), members };
  }
}
