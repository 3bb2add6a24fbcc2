import type { RunHint } from '../../catalog/sync-run.entity.ts';
import type { StreamSettings } from '../settings.ts';

/** Tells that a run has carried out deletes which nobody approved. */
export function releasedHint(released: number, { releaseAfter }: Pick<StreamSettings, 'releaseAfter'>): RunHint[] {
  if (released === 0) return [];
  const message =
    `${released} of the deletes are ones that earlier runs held: ${releaseAfter} further complete extracts lacked ` +
    'those records, too';
  return [{ code: 'released_deletes', columns: [], message }];
}
