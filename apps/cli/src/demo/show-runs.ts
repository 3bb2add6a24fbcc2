import type { RejectView, RunView } from '@app/snapshot-core';
import { runCounts, sourceOf } from '../output/run-lines.ts';
import { style } from '../output/style.ts';
import { type Column, table } from '../output/table.ts';
import { plain, shortened } from '../output/text.ts';
import type { ApiClient } from './api-client.ts';

const columns: Column<RunView>[] = [
  { head: 'stream', cell: sourceOf },
  { head: 'kind', cell: ({ kind }) => kind },
  ...(runCounts.filter(({ head }) => head !== 'held') as Column<RunView>[]),
];

const RAW_WIDTH = 70;

/** Runs that a delivery has led to. */
export interface DeliveryRuns {
  tenant: string;
  runs: RunView[];
}

/** The runs of each tenant behind the last one seen, which is moved on. */
export async function runsSince(
  api: ApiClient,
  tenants: readonly string[],
  seen: Map<string, number>,
): Promise<DeliveryRuns[]> {
  const found: DeliveryRuns[] = [];
  for (const tenant of tenants) {
    const all = await api.list<RunView>(`/tenants/${tenant}/runs`);
    const runs = all.filter(({ run }) => run > (seen.get(tenant) ?? 0)).toReversed();
    seen.set(tenant, all[0]?.run ?? 0);
    found.push({ tenant, runs });
  }
  return found;
}

/** A table a tenant, and below it what could not be taken. */
export async function showRuns(api: ApiClient, deliveries: readonly DeliveryRuns[]): Promise<string> {
  const parts: string[] = [];
  for (const { tenant, runs } of deliveries) {
    parts.push(`\n  ${style.name(tenant)}\n${table(columns, runs, { indent: '    ' })}`);
    for (const run of runs.filter(({ rejected }) => rejected > 0)) parts.push(await showRejects(api, run));
    for (const run of runs.filter(({ status }) => status === 'failed' || status === 'held'))
      parts.push(showTrouble(run));
  }
  return parts.join('');
}

async function showRejects(api: ApiClient, { tenant, run, delivery }: RunView): Promise<string> {
  const rejects = await api.list<RejectView>(`/tenants/${tenant}/runs/${run}/rejects`);
  const file = plain(delivery).split('/').at(-1);
  return rejects
    .map(({ line, reason, raw }) => {
      const where = `    ${style.warning('set aside')}  line ${line} of ${file}: ${plain(reason)}`;
      return `${where}\n               ${style.faint(shortened(plain(raw), RAW_WIDTH))}\n`;
    })
    .join('');
}

const showTrouble = (run: RunView): string =>
  `    ${style.problem(run.status)}  ${sourceOf(run)}: ${plain(run.error?.message ?? 'deletes wait for approval')}\n`;
