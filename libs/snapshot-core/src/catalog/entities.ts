import { ApiKey } from './api-key.entity.ts';
import { Delivery } from './delivery.entity.ts';
import { Integration } from './integration.entity.ts';
import { ModelVersion } from './model-version.entity.ts';
import { Quarantine } from './quarantine.entity.ts';
import { Reject } from './reject.entity.ts';
import { SecretKeyMark } from './secret-key.entity.ts';
import { Source } from './source.entity.ts';
import { Stream } from './stream.entity.ts';
import { SyncRun } from './sync-run.entity.ts';
import { Tenant } from './tenant.entity.ts';
import { Worker } from './worker.entity.ts';

/** Every table of the catalog. */
export const entities = [
  ApiKey,
  Delivery,
  Integration,
  ModelVersion,
  Quarantine,
  Reject,
  SecretKeyMark,
  Source,
  Stream,
  SyncRun,
  Tenant,
  Worker,
];
