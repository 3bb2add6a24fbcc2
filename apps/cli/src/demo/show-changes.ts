import type { ChangeView } from '@app/snapshot-core';
import { changeLines } from '../output/change-lines.ts';
import type { ApiClient } from './api-client.ts';

interface ChangePage {
  changes: ChangeView[];
  next: number;
  latest: number;
}

/** Of these kinds the last change is shown; of updates the last of each source. */
const SHOWN_ONCE: ChangeView['op'][] = ['created', 'deleted', 'merged', 'split'];

/** The last sequence number of a tenant's feed. */
export const latestOf = async (api: ApiClient, tenant: string): Promise<number> =>
  (await api.get<ChangePage>(`/tenants/${tenant}/changes?limit=1`)).latest;

/** A tenant's changes behind a cursor, read as a client of the feed reads them. */
export async function readFeed(api: ApiClient, tenant: string, after: number): Promise<ChangeView[]> {
  const changes: ChangeView[] = [];
  for (let cursor = after; ;) {
    const page = await api.get<ChangePage>(`/tenants/${tenant}/changes?after=${cursor}&limit=500`);
    changes.push(...page.changes);
    cursor = page.next;
    if (cursor >= page.latest) return changes;
  }
}

/** Some of the changes, of as many kinds and sources as there are, in the feed's order. */
export function showChanges(changes: readonly ChangeView[]): string {
  const lastUpdates = new Map(changes.filter(({ op }) => op === 'updated').map((change) => [change.source, change]));
  const others = SHOWN_ONCE.flatMap((op) => [
    changes.findLast((change) => change.op === op && !isUnified(change)),
    changes.findLast((change) => change.op === op && isUnified(change)),
  ]);
  return [...lastUpdates.values(), ...others]
    .filter((change) => change !== undefined)
    .toSorted((a, b) => a.seq - b.seq)
    .map((change) => changeLines(change, '  '))
    .join('');
}

const isUnified = ({ source }: ChangeView): boolean => source.startsWith('unified.');
