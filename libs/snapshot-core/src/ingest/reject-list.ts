import type { NewReject } from '../catalog/rejects.ts';
import { WeftError } from '../errors.ts';

/** Rejected records are in memory until the run ends; more bytes than this are no quarantine but a broken delivery. */
const MOST_BYTES = 32 << 20;
/** A run fails as a whole when it rejects more than both this many records and this share of them. */
const MOST_REJECTS = 1000;
const LARGEST_SHARE = 0.1;

/** Records that a run could not take. */
export class RejectList {
  readonly rejects: NewReject[] = [];
  private bytes = 0;

  constructor(private readonly where: string) {}

  /** @throws WeftError `invalid_input` when there are too many to keep */
  add(reject: NewReject): void {
    // The bytes are copied: what is given lies in a buffer that is used again.
    this.rejects.push({ ...reject, raw: Buffer.from(reject.raw) });
    this.bytes += reject.raw.length;
    if (this.bytes > MOST_BYTES) this.fail(`its rejected records are larger than ${MOST_BYTES >> 20} MiB`);
  }

  /** Keys that could be read: their records are not absent. */
  get keys(): string[] {
    return this.rejects.flatMap(({ key }) => (key === null ? [] : [key]));
  }

  /** @throws WeftError `invalid_input` when so many of the records were rejected that the delivery must be broken */
  check(received: number): void {
    const count = this.rejects.length;
    if (count > MOST_REJECTS && count > received * LARGEST_SHARE) {
      this.fail(`it would reject ${count} of ${received} records`);
    }
  }

  private fail(what: string): never {
    const [first] = this.rejects;
    throw new WeftError(
      'invalid_input',
      `${this.where} was given up: ${what}; the first one, on line ${first!.line}: ${first!.reason}`,
      'Nothing of it was written. Look at that line: the delimiter or quoting is probably not what the header says.',
    );
  }
}
