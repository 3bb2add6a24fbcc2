import type { Prepared } from '../linkage/linkage.ts';

/** Records prepared at a time, of each of two generations: some 20 MB. */
const MOST = 10_000;

/**
 * Records in the form in which they are compared, made when first asked for. Of two generations the older is dropped when
 * the younger is full, so what is asked for again and again stays.
 */
export class PreparedCache {
  private young = new Map<number, Prepared>();
  private old = new Map<number, Prepared>();

  constructor(
    private readonly prepareNow: (record: number) => Prepared,
    private readonly most = MOST,
  ) {}

  get(record: number): Prepared {
    const known = this.young.get(record);
    if (known !== undefined) return known;
    const prepared = this.old.get(record) ?? this.prepareNow(record);
    if (this.young.size >= this.most) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(record, prepared);
    return prepared;
  }
}
