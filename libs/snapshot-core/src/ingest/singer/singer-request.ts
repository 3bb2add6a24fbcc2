import type { RunLine } from '../../catalog/runs.ts';
import type { RunHooks } from '../run-transaction.ts';
import type { StreamSettings } from '../settings.ts';

/** What a Singer target writes to, and how. */
export interface SingerRequest extends RunHooks {
  tenant: string;
  integration: string;
  /** Shown with the runs: a path, `stdin`. */
  name: string;
  /** Overrides of the streams' declared settings; all but `kind` and `scope`, which the messages decide. */
  settings?: Partial<StreamSettings>;
  /** Gets each state, as JSON, once everything that stood before it is committed; in order. */
  onState?: (state: string) => Promise<void>;
  /** Gets each run as it ends. */
  onRun?: (run: RunLine) => Promise<void>;
}
