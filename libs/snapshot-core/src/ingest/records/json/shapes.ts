const QUOTE = 34;
/** Names in sequences that are remembered: some 5 MB. */
const MOST = 20_000;

/** A sequence of names that records begin with. */
export interface Shape {
  /** The last one of its names, as it stands in JSON. */
  readonly name: Uint8Array;
  /** All of its names, where a record has had no others. */
  names: readonly string[] | undefined;
  /** The sequences that have one name more. */
  readonly next: Shape[];
  /** The one that the last record had. */
  last: Shape | undefined;
}

const shape = (name: Uint8Array): Shape => ({ name, names: undefined, next: [], last: undefined });

/** The names that records have had, to find them again in bytes without making strings of them. */
export class Shapes {
  /** The sequence of no names. */
  readonly root: Shape = shape(new Uint8Array());
  private count = 0;
  private readonly bytes = new Map<string, Uint8Array>();

  /**
   * Remembers the distinct names of a record.
   * @returns the array of these names that stands for all records which have them, in this order
   */
  learn(names: readonly string[]): readonly string[] {
    let at = this.root;
    for (const name of names) {
      const bytes = this.bytesOf(name);
      let next = bytes && at.next.find((each) => each.name === bytes);
      if (!next) {
        if (!bytes || this.count >= MOST) return names;
        this.count++;
        next = shape(bytes);
        at.next.push(next);
      }
      at.last = next;
      at = next;
    }
    at.names ??= names;
    return at.names;
  }

  /** One array for each name, so that it is known by identity; undefined for one that JSON writes in several ways. */
  private bytesOf(name: string): Uint8Array | undefined {
    const known = this.bytes.get(name);
    // eslint-disable-next-line no-control-regex
    if (known || /["\\\0-\x1f]/.test(name)) return known;
    const bytes = new Uint8Array(Buffer.from(name));
    if (this.bytes.size < MOST) this.bytes.set(name, bytes);
    return bytes;
  }
}

/** The sequence that the name which starts at `from` leads to; undefined when no record has had it there. */
export function follow(from: Shape, bytes: Uint8Array, at: number): Shape | undefined {
  const { last } = from;
  if (last !== undefined && isAt(last.name, bytes, at)) return last;
  for (const next of from.next) {
    if (next === last || !isAt(next.name, bytes, at)) continue;
    from.last = next;
    return next;
  }
  return undefined;
}

function isAt(name: Uint8Array, bytes: Uint8Array, at: number): boolean {
  const { length } = name;
  if (bytes[at + length] !== QUOTE) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== name[i]) return false;
  return true;
}
