import { instantOf, kindOf } from './value-kinds.ts';

interface Bounds {
  from: string;
  to: string;
}

/**
 * The range of the values that a file has in one column: of its days and times if it has any, else of its numbers, else
 * of its texts. What is of a lower kind ("Beginning Balance" among dates) does not widen it.
 */
export class FoundRange {
  private readonly times = new Range(compareTimes);
  private readonly numbers = new Range((a, b) => Number(a) - Number(b));
  private readonly texts = new Range((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  private last: string | undefined;

  add(value: string): void {
    // Files are often sorted by the column, at least in runs.
    if (value === this.last) return;
    this.last = value;
    const kind = kindOf(value);
    const range = kind === 'number' ? this.numbers : kind === 'text' ? this.texts : this.times;
    range.add(value);
  }

  /** Undefined when there was no value: then the file covers nothing. */
  get bounds(): Bounds | undefined {
    return this.times.bounds ?? this.numbers.bounds ?? this.texts.bounds;
  }
}

class Range {
  bounds: Bounds | undefined;

  constructor(private readonly compare: (a: string, b: string) => number) {}

  add(value: string): void {
    if (!this.bounds) this.bounds = { from: value, to: value };
    else if (this.compare(value, this.bounds.from) < 0) this.bounds.from = value;
    else if (this.compare(value, this.bounds.to) > 0) this.bounds.to = value;
  }
}

function compareTimes(a: string, b: string): number {
  const [first, second] = [instantOf(a), instantOf(b)];
  return first.ms - second.ms || (first.rest < second.rest ? -1 : first.rest > second.rest ? 1 : 0);
}
