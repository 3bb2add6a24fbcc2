/**
 * The legal forms of one country's companies. Lists are parted by commas. `after` and `before` are as a name has them once it is lower-case
 * ASCII with initials joined (`S.A. de C.V.` → `sa de cv`, `Sp. z o.o.` → `sp zoo`); the others are as people write them.
 */
export interface LegalForms {
  /** At the end of a name. */
  readonly after?: string;
  /** At its beginning: `PT Astra`, `OOO Romashka`. */
  readonly before?: string;
  /** At its end, told by their very spelling, since the bare letters are words or states: `S.p.A.`, `C.A.`. */
  readonly spelledAfter?: string;
  /** The same at the beginning: `A/S Foo`. */
  readonly spelledBefore?: string;
  /** At the beginning, where the name itself follows in quotes: `SIA "Foo"`. */
  readonly beforeQuotes?: string;
  /** In the country's own script, at either end; a dot stands for itself or for nothing. */
  readonly native?: string;
  /** The same in scripts that do not part words, wherever it stands. */
  readonly unspaced?: string;
}

/** Legal forms by ISO 3166-1 alpha-2 code. */
export type CountryForms = Readonly<Record<string, LegalForms>>;
