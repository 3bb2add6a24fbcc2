import type { NewReject, RejectForm } from '../catalog/rejects.ts';
import { WeftError } from '../errors.ts';
import { isUtf8Label, UTF8_MARK } from './decode-text.ts';
import type { RejectLimit } from './reject-limit.ts';
import type { StreamSettings } from './settings.ts';

/** Rejected records are in memory until the run ends; more than this are no quarantine but a broken delivery. */
const MOST_BYTES = 32 << 20;
/** What a reject takes besides the record's bytes. */
const OVERHEAD_BYTES = 300;
/** Rejects of a run that was given up which are kept to look at. */
const SAMPLE = 100;

/** Says that a run rejects too much, with the first of what it rejected. */
export class TooManyRejects extends WeftError {
  constructor(
    message: string,
    hint: string,
    readonly sample: readonly NewReject[],
    /** How they are written. */
    readonly forms: readonly RejectForm[],
    /** How many were rejected so far. */
    readonly count: number,
    /** What to do for who asked over HTTP. */
    http?: string,
  ) {
    super('invalid_input', message, hint, { http });
  }
}

/** Records that a run could not take. */
export class RejectList {
  readonly rejects: NewReject[] = [];
  /** How they are written: a reject's part is the number of its form here, from 1. */
  readonly forms: RejectForm[] = [];
  private readonly limit: RejectLimit;
  /** What is kept is UTF-8, also of a text in another encoding, which is told again when it is delivered again. */
  private readonly mark: Buffer;
  private part = 0;
  private bytes = 0;

  constructor(
    private readonly where: string,
    { rejectLimit, encoding }: Pick<StreamSettings, 'rejectLimit' | 'encoding'>,
  ) {
    this.limit = rejectLimit;
    this.mark = encoding === undefined || isUtf8Label(encoding, where) ? Buffer.alloc(0) : UTF8_MARK;
  }

  /** What is added from here on is written in this form. */
  begin({ format, head }: RejectForm): void {
    const form = { format, head: Buffer.concat([this.mark, head]) };
    const known = this.forms.findIndex((each) => each.format === format && form.head.equals(each.head));
    this.part = known < 0 ? this.forms.push(form) : known + 1;
  }

  /** @throws TooManyRejects as soon as there are more than may be, or than can be kept */
  add(reject: Omit<NewReject, 'part'>): void {
    // The bytes are copied: what is given lies in a buffer that is used again.
    this.rejects.push({ ...reject, part: this.part, raw: Buffer.from(reject.raw) });
    this.bytes += reject.raw.length + OVERHEAD_BYTES;
    const { count } = this.limit;
    if (count !== undefined && this.rejects.length > count) this.fail(`more than ${count} records would be rejected`);
    if (this.bytes > MOST_BYTES) this.fail(`its rejected records take more than ${MOST_BYTES >> 20} MiB`);
  }

  /** Keys that could be read: their records are not absent. */
  get keys(): string[] {
    return this.rejects.flatMap(({ key }) => (key === null ? [] : [key]));
  }

  /** @throws TooManyRejects when so many of the records were rejected that the delivery must be broken */
  check(received: number): void {
    const count = this.rejects.length;
    const { share, floor = 0 } = this.limit;
    if (share === undefined || count <= floor || count <= received * share) return;
    this.fail(`${count} of ${received} records would be rejected, more than ${Number((share * 100).toFixed(4))} %`);
  }

  private fail(what: string): never {
    const [first] = this.rejects;
    const likely = 'Most likely delimiter or quoting are not what the header says; if they are, allow more with';
    throw new TooManyRejects(
      `${this.where} was given up: ${what}; the first one, on line ${first!.line}: ${first!.reason}`,
      `Nothing of it was written; \`weft rejects\` shows the first of them. ${likely} --reject-limit.`,
      this.rejects.slice(0, SAMPLE),
      this.forms,
      this.rejects.length,
      `Nothing of it was written; the run's …/rejects shows the first of them. ${likely} reject_limit=.`,
    );
  }
}
