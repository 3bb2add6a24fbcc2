import { didYouMean } from './did-you-mean.ts';

/** Keys and list indexes from the top of the file. */
export type Path = readonly (string | number)[];

/** A fault before its line is known. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
}

/**
 * A value of the file together with where it stands. Each method reads it as what it should be, or notes a fault and
 * returns undefined, so that reading goes on and finds every other fault.
 */
export class Place {
  constructor(
    readonly value: unknown,
    readonly path: Path,
    private readonly findings: Finding[],
  ) {}

  fault(message: string): undefined {
    this.findings.push({ path: this.path, message });
    return undefined;
  }

  /** A place below this one, for a fault there: its value is not looked at. */
  below(...steps: Path): Place {
    return new Place(undefined, [...this.path, ...steps], this.findings);
  }

  /** Another value in the same place. */
  as(value: unknown): Place {
    return new Place(value, this.path, this.findings);
  }

  /** Not mentioned, or mentioned without a value. */
  get empty(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** Whether this is a mapping with the key in it. */
  has(key: string): boolean {
    return typeof this.value === 'object' && this.value !== null && Object.hasOwn(this.value, key);
  }

  text(what = 'text'): string | undefined {
    if (typeof this.value === 'string' && this.value.trim() !== '') return this.value;
    if (typeof this.value === 'number' || typeof this.value === 'boolean') {
      return this.fault(`must be ${what}; put ${String(this.value)} in quotes if it is meant`);
    }
    return this.fault(`must be ${what}`);
  }

  /** Text, or a number or truth value as its text. */
  scalar(what = 'a value'): string | undefined {
    return typeof this.value === 'number' || typeof this.value === 'boolean' ? String(this.value) : this.text(what);
  }

  flag(): boolean | undefined {
    return typeof this.value === 'boolean' ? this.value : this.fault('must be true or false');
  }

  fraction(): number | undefined {
    if (typeof this.value === 'number' && this.value >= 0 && this.value <= 1) return this.value;
    return this.fault('must be a number from 0 to 1');
  }

  oneOf<T extends string>(choices: readonly T[]): T | undefined {
    const found = choices.find((choice) => choice === this.value);
    if (found !== undefined) return found;
    const hint = typeof this.value === 'string' ? didYouMean(this.value, choices) : '';
    return this.fault(`must be one of ${choices.join(', ')}${hint}`);
  }

  list(what = 'a list'): Place[] | undefined {
    if (!Array.isArray(this.value)) return this.fault(`must be ${what}`);
    return this.value.map((item: unknown, index) => new Place(item, [...this.path, index], this.findings));
  }

  /** One column, columns parted by commas, or a list of columns. */
  columns(): string[] | undefined {
    const names = Array.isArray(this.value)
      ? this.list()?.map((item) => item.text('the name of a column'))
      : this.text('a column, columns parted by commas, or a list')?.split(',');
    if (names?.length === 0) return this.fault('must name at least one column');
    return names?.filter((name) => name !== undefined).map((name) => name.trim());
  }

  /** The members of a mapping whose keys are the user's own names; nothing at all is an empty one. */
  entries(what: string): [string, Place][] {
    if (this.empty) return [];
    if (typeof this.value !== 'object' || Array.isArray(this.value)) {
      this.fault(`must be a mapping of ${what}`);
      return [];
    }
    return Object.entries(this.value as object).map(([key, member]) => [key, this.child(key, member)]);
  }

  /**
   * The members of a mapping with these keys and no others. A key of several words may be written in snake_case or
   * camelCase. Keys not mentioned have an empty place.
   */
  members<K extends string>(keys: readonly K[]): Record<K, Place> {
    const members = new Map<string, Place>();
    for (const [written, place] of this.entries('options')) {
      const key = keys.find((candidate) => snakeCase(candidate) === snakeCase(written));
      if (key === undefined)
        place.fault(`is not known here${didYouMean(written, keys) || `; known are ${keys.join(', ')}`}`);
      else if (members.has(key)) place.fault(`says again what ${key} has said in its other spelling`);
      else members.set(key, place);
    }
    const all = keys.map((key): [K, Place] => [key, members.get(key) ?? this.child(key, undefined)]);
    return Object.fromEntries(all) as Record<K, Place>;
  }

  private child(key: string, member: unknown): Place {
    return new Place(member, [...this.path, key], this.findings);
  }
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
