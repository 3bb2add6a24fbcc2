/** A sync of ids to values, as a test makes it up. */
export interface BreakerSync {
  kind: 'full' | 'incremental';
  /** What a full sync covers: the ids of this remainder by 2; undefined for all. */
  group?: number;
  rows: Map<number, string>;
}

interface Held {
  run: number;
  agreed: number;
  rejected: boolean;
  written: number;
}

/** The delete breaker in memory and in the plainest way: its oracle. Of what a full sync lacks, up to `most` are deleted. */
export class BreakerModel {
  readonly records = new Map<number, { value: string; written: number }>();
  readonly held = new Map<number, Held>();
  readonly waitingRuns = new Set<number>();
  private clock = 0;

  constructor(
    private readonly most: number,
    private readonly releaseAfter: number | 'none',
  ) {}

  sync(run: number, { kind, group, rows }: BreakerSync): { deleted: number; held: number; released: number } {
    const before = new Map(this.records);
    for (const [id, value] of rows) {
      if (this.records.get(id)?.value !== value) this.records.set(id, { value, written: ++this.clock });
    }
    const covered = kind === 'full' ? [...before.keys()].filter((id) => group === undefined || id % 2 === group) : [];
    const empty = rows.size === 0;
    const absent = covered.filter((id) => !rows.has(id)).map((id) => this.judge(id, empty));
    const fresh = absent.filter(({ released }) => !released).length;
    const trips = empty ? fresh > 0 : fresh > this.most;
    // What is covered or delivered is settled, one way or the other; so is what was written since.
    for (const [id, { written }] of this.held) {
      if (rows.has(id) || covered.includes(id) || this.records.get(id)?.written !== written) this.held.delete(id);
    }
    const waiting = absent.filter(({ rejected, released }) => rejected || (trips && !released));
    for (const each of absent) {
      if (waiting.includes(each)) this.held.set(each.id, { ...each, run });
      else this.records.delete(each.id);
    }
    if (waiting.length > 0) this.waitingRuns.add(run);
    this.settle();
    const released = absent.filter((each) => each.released).length;
    return { deleted: absent.length - waiting.length, held: waiting.length, released };
  }

  approve(run: number): number {
    const waiting = [...this.held].filter(([, held]) => held.run === run);
    for (const [id] of waiting) {
      this.records.delete(id);
      this.held.delete(id);
    }
    this.waitingRuns.delete(run);
    return waiting.length;
  }

  reject(run: number): void {
    for (const [id, held] of this.held) {
      if (held.run === run) this.held.set(id, { ...held, agreed: 0, rejected: true });
    }
    this.waitingRuns.delete(run);
  }

  heldBy(run: number): { key: string; agreed: number; rejected: boolean }[] {
    return [...this.held]
      .filter(([, held]) => held.run === run)
      .map(([id, { agreed, rejected }]) => ({ key: String(id), agreed, rejected }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  private judge(id: number, empty: boolean) {
    const { written } = this.records.get(id)!;
    const earlier = this.held.get(id);
    const held = earlier?.written === written ? earlier : undefined;
    const rejected = held?.rejected ?? false;
    const agreed = held ? held.agreed + (empty ? 0 : 1) : 0;
    const enough = held !== undefined && this.releaseAfter !== 'none' && agreed >= this.releaseAfter;
    return { id, written, agreed, rejected, released: enough && !rejected && !empty };
  }

  private settle(): void {
    for (const run of this.waitingRuns) if (this.heldBy(run).length === 0) this.waitingRuns.delete(run);
  }
}
