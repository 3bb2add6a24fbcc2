import { Catalog1763800000000 } from './1763800000000-catalog.ts';
import { WrittenModels1795340000050 } from './1795340000050-written-models.ts';

/** In the order in which they apply. A migration that has landed is never edited. */
export const migrations = [Catalog1763800000000, WrittenModels1795340000050];
