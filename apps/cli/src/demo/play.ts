import { type Database, enqueueScan, listSources } from '@app/snapshot-core';
import type { UnifiedView } from '@app/unify';
import { note } from '../output/note.ts';
import type { Printer } from '../output/printer.ts';
import { style } from '../output/style.ts';
import { plural } from '../output/text.ts';
import type { ApiClient } from './api-client.ts';
import { latestOf, readFeed, showChanges } from './show-changes.ts';
import { runsSince, showRuns } from './show-runs.ts';
import { findFamily, mostWoven, readCustomers, showCustomers, showFamily } from './show-unified.ts';
import { untilIdle } from './until-idle.ts';
import type { Workspace } from './workspace.ts';

export interface Stage {
  db: Database;
  api: ApiClient;
  workspace: Workspace;
  printer: Printer;
  signal: AbortSignal;
}

const DELIVERIES = [1, 2];
/** Unified customers shown of each tenant, the largest first. */
const CUSTOMERS_SHOWN = [3, 2];

/**
 * The demo's story: two deliveries are put where the worker looks, and what came of them is read from the HTTP API.
 * Returns what the last words refer to.
 */
export async function play(stage: Stage): Promise<{ tenant: string; customer: UnifiedView | undefined }> {
  const { api, printer } = stage;
  const seen = new Map<string, number>();
  const before = new Map<string, number>();
  let tenants: string[] = [];
  for (const number of DELIVERIES) {
    const files = await ingestDelivery(stage, number);
    await printer.text(
      `\n${title(`Sync ${number} of ${DELIVERIES.length}`)} ${plural(files.length, 'file')} of sync output, ingested by the worker, then unified\n`,
    );
    tenants = await tenantsBySize(api);
    await printer.text(await showRuns(api, await runsSince(api, tenants, seen)));
    if (number < DELIVERIES.length) for (const tenant of tenants) before.set(tenant, await latestOf(api, tenant));
  }
  const main = tenants[0] ?? '';
  const customer = await showUnified(stage, tenants);
  const changes = await readFeed(api, main, before.get(main) ?? 0);
  await printer.text(
    `\n${title('Change feed')} some of what sync ${DELIVERIES.length} changed at ${main}: ${plural(changes.length, 'change')} in all\n\n`,
  );
  await printer.text(showChanges(changes));
  return { tenant: main, customer };
}

/** Puts the files there and asks for a scan at once, instead of waiting for the schedule. */
async function ingestDelivery({ db, workspace, signal }: Stage, number: number): Promise<string[]> {
  const files = await workspace.deliver(number);
  note(`Sync ${number}: ${plural(files.length, 'file')} delivered; the worker is at it.`);
  for (const source of await listSources(db.pool)) await enqueueScan(db.pool, source.id);
  await untilIdle(db, signal);
  return files;
}

async function showUnified({ api, printer }: Stage, tenants: readonly string[]): Promise<UnifiedView | undefined> {
  await printer.text(
    `\n${title('Unified customers')} one record woven of what Salesforce and QuickBooks know; ← where each value comes from\n`,
  );
  let example: UnifiedView | undefined;
  for (const [index, tenant] of tenants.entries()) {
    const customers = await readCustomers(api, tenant);
    const woven = mostWoven(customers, CUSTOMERS_SHOWN[index] ?? 0);
    const records = new Set(customers.flatMap(({ sources }) => sources)).size;
    await printer.text(
      `\n  ${style.name(tenant)}: ${plural(customers.length, 'customer')} of ${plural(records, 'source record')}\n`,
    );
    await printer.text(showCustomers(woven));
    const family = await findFamily(api, tenant, customers);
    if (family) await printer.text(showFamily(family));
    example ??= woven[0];
  }
  return example;
}

async function tenantsBySize(api: ApiClient): Promise<string[]> {
  const tenants = await api.list<{ tenant: string; records: number }>('/tenants');
  return tenants.toSorted((a, b) => b.records - a.records).map(({ tenant }) => tenant);
}

const title = (text: string): string => style.head(`${text}:`);
