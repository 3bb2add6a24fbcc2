/** Values remembered at a time, of each of two generations. */
const MOST_VALUES = 25_000;

/**
 * Remembers what was made of a text, so that texts that come again are parsed once. Of two generations the older is dropped
 * when the younger is full: memory stays bounded, answers the same, and what is asked for again and again stays.
 */
export class ValueCache<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  /** @param most values remembered, of each generation */
  constructor(
    private readonly make: (text: string) => V,
    private readonly most = MOST_VALUES,
  ) {}

  get(text: string): V {
    const known = this.young.get(text);
    if (known !== undefined) return known;
    const before = this.old.get(text);
    const value = before === undefined ? this.make(text) : before;
    if (this.young.size >= this.most) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(text, value);
    return value;
  }
}
