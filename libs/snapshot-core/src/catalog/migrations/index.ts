import { Catalog1763800000000 } from './1763800000000-catalog.ts';
import { RejectFile1795340000010 } from './1795340000010-reject-file.ts';
import { Drift1795340000030 } from './1795340000030-drift.ts';
import { TypedViews1795340000031 } from './1795340000031-typed-views.ts';
import { HeldDeletes1795340000040 } from './1795340000040-held-deletes.ts';
import { Quarantine1795340000041 } from './1795340000041-quarantine.ts';
import { WrittenModels1795340000050 } from './1795340000050-written-models.ts';
import { SecretKeys1795340000051 } from './1795340000051-secret-keys.ts';
import { DeclaredStreams1795340000052 } from './1795340000052-declared-streams.ts';
import { DeliveryParts1795340000060 } from './1795340000060-delivery-parts.ts';
import { RejectParts1795340000072 } from './1795340000072-reject-parts.ts';
import { PartsMark1795340000073 } from './1795340000073-parts-mark.ts';

/** In the order in which they apply. A migration that has landed is never edited. */
export const migrations = [
  Catalog1763800000000,
  RejectFile1795340000010,
  Drift1795340000030,
  TypedViews1795340000031,
  HeldDeletes1795340000040,
  Quarantine1795340000041,
  WrittenModels1795340000050,
  SecretKeys1795340000051,
  DeclaredStreams1795340000052,
  DeliveryParts1795340000060,
  RejectParts1795340000072,
  PartsMark1795340000073,
];
