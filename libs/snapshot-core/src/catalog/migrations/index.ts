import { Catalog1763800000000 } from './1763800000000-catalog.ts';

/** In the order in which they apply. A migration that has landed is never edited. */
export const migrations = [Catalog1763800000000];
