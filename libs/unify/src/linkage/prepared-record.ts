import { type MatchKey, matchKeys } from '../match/match-keys.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import type { Comparison, Value } from './comparison.ts';
import type { Prepared, RecordValues } from './linkage.ts';
import type { SketchRow } from './sketches/sketch-row.ts';

/** A record as comparisons see it: its values are made when first asked for, as most pairs are told by two or three of them. */
export class PreparedRecord implements Prepared {
  private keys: readonly MatchKey[] | undefined;
  private readonly known: (Value | null | undefined)[] = [];

  constructor(
    private readonly model: UnifiedModel,
    private readonly source: RecordValues,
  ) {}

  get projection(): Projection {
    return this.source.projection();
  }

  get row(): SketchRow | undefined {
    return this.source.row;
  }

  /** Whether the record has a value to be compared. */
  has(comparison: number): boolean {
    return this.source.has(comparison);
  }

  value(comparison: number): Value | null {
    const known = this.known[comparison];
    return known === undefined ? (this.known[comparison] = this.source.value(comparison)) : known;
  }

  /** Values of the exact rules' keys: of most records nobody ever asks, since evidence has spoken before. */
  get exact(): readonly MatchKey[] {
    return (this.keys ??= matchKeys(this.model, this.source.projection()));
  }
}

/** The values of a record that is at hand as a projection. */
export function valuesOf(projection: Projection, comparisons: readonly Comparison[]): RecordValues {
  // Their texts all at once: what fields are compared as is remembered for one record at a time.
  const texts = comparisons.map((comparison) => comparison.textOf(projection));
  const value = (c: number): Value | null => {
    const text = texts[c]!;
    return text === null ? null : comparisons[c]!.make(text);
  };
  return { projection: () => projection, has: (c) => texts[c] !== null, value };
}
