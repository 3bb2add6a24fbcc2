/** Values are made anew when there are more than so many different ones: memory stays bounded, and answers the same. */
const MOST_VALUES = 200_000;

/** Remembers what was made of a text, so that equal texts are one object and are parsed once. */
export class ValueCache<V> {
  private values = new Map<string, V>();

  constructor(private readonly make: (text: string) => V) {}

  get(text: string): V {
    const known = this.values.get(text);
    if (known !== undefined) return known;
    if (this.values.size >= MOST_VALUES) this.values = new Map();
    const made = this.make(text);
    this.values.set(text, made);
    return made;
  }
}
