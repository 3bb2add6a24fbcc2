import type { Pool } from 'pg';
import type { NewReject, RejectForm } from '../catalog/rejects.ts';
import type { StreamRow } from '../catalog/streams.ts';
import type { Tenant } from '../catalog/tenant.entity.ts';
import type { ContentIdentity } from './content-identity.ts';
import type { DeliveredColumns } from './drift/drift-of.ts';
import type { SyncInput } from './input.ts';
import type { DiffInput } from './publish/diff.ts';
import type { Published } from './publish/publish.ts';
import type { Scanned } from './scan-csv.ts';
import type { SkipFilter } from './skip-filter.ts';
import type { StreamSettings } from './settings.ts';
import type { Duplicates } from './stage/duplicates.ts';
import type { InitialLoad } from './stage/initial-load.ts';

/** Sync output on its way into a stream. */
export interface Delivery {
  tenant: Tenant;
  /** Locked by the transaction. */
  stream: StreamRow;
  request: {
    input: SyncInput | readonly SyncInput[];
    content?: ContentIdentity;
    skipFilter?: boolean;
    realColumns?: number;
    publishedBytes?: number;
    signal?: AbortSignal;
  };
  settings: StreamSettings;
  /** Run id. */
  id: number;
  where: string;
  onRead: (bytesRead: number) => void;
  /** Where a second connection may be had; unset: nowhere. */
  pool?: Pool;
}

/** A delivery that is ready to be published. */
export interface StagedDelivery extends Scanned {
  /** What to compare with what. */
  diff: DiffInput;
  /** What was published before the rest had come. */
  published: Published;
  /** Set for a large first delivery: it is in the snapshot table already, and there is nothing to compare it with. */
  loaded: InitialLoad | undefined;
  delivered: DeliveredColumns;
  /** Null where the delivery is empty and nothing says the key of the new stream. */
  keyColumns: string[] | null;
  rejects: NewReject[];
  /** How they are written, for them to be delivered again. */
  rejectForms: readonly RejectForm[];
  filter: SkipFilter;
  /** Records that were staged, and those of them that another one of the same key replaces: which, and how many. */
  staged: number;
  duplicates: Duplicates;
  replaced: number;
  /** Lets go of the staging table, if there is one. */
  drop: () => Promise<void>;
}
