import type { RecordView } from '@app/snapshot-core';
import type { UnifiedView } from '@app/unify';
import { style } from '../output/style.ts';
import { plain } from '../output/text.ts';
import { unifiedLines } from '../output/unified-lines.ts';
import type { ApiClient } from './api-client.ts';

/** Every unified customer of a tenant, with sources and provenance. */
export const readCustomers = (api: ApiClient, tenant: string): Promise<UnifiedView[]> =>
  api.list<UnifiedView>(`/tenants/${tenant}/unified/customer?include=sources,provenance`);

/** The ones whose values come from the most places: they show best what unifying does. */
export function mostWoven(customers: readonly UnifiedView[], number: number): UnifiedView[] {
  const integrations = ({ sources }: UnifiedView) => new Set(sources.map(({ integration }) => integration)).size;
  const origins = ({ provenance }: UnifiedView) =>
    new Set(Object.values(provenance ?? {}).map(({ from }) => from)).size;
  const fields = ({ data }: UnifiedView) => Object.values(data).filter((value) => value !== null).length;
  return customers
    .filter((customer) => integrations(customer) > 1)
    .toSorted((a, b) => origins(b) - origins(a) || b.sources.length - a.sources.length || fields(b) - fields(a))
    .slice(0, number);
}

export const showCustomers = (customers: readonly UnifiedView[]): string =>
  customers.map((customer) => `\n${unifiedLines(customer, '    ')}`).join('');

/** A company and its subsidiaries, and the unified record that each of them became. */
export interface Family {
  shared: string;
  members: { name: string; key: string; customer: string }[];
}

/**
 * The largest group of Salesforce accounts that name the same parent and share its website: what a careless match would
 * throw together.
 */
export async function findFamily(
  api: ApiClient,
  tenant: string,
  customers: readonly UnifiedView[],
): Promise<Family | undefined> {
  const accounts = await api.list<RecordView>(`/tenants/${tenant}/streams/salesforce/Account/records`);
  const customerOf = new Map(
    customers.flatMap(({ id, sources }) => sources.map((source) => [`${source.stream}:${source.key}`, id] as const)),
  );
  const families = accounts.map((parent): Family => {
    const children = accounts.filter(
      ({ data }) => data.ParentId === parent.key && siteOf(data) === siteOf(parent.data),
    );
    const members = [parent, ...children].map(({ key, data }) => ({
      name: plain(data.Name),
      key: `salesforce.Account:${key}`,
      customer: customerOf.get(`Account:${key}`) ?? 'none',
    }));
    return { shared: siteOf(parent.data), members };
  });
  return families
    .filter(({ shared, members }) => shared !== '' && members.length > 1)
    .toSorted((a, b) => b.members.length - a.members.length)[0];
}

/** A website without what people write around it. */
const siteOf = (data: RecordView['data']): string =>
  plain(data.Website)
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?].*$/, '');

export function showFamily({ shared, members }: Family): string {
  const apart = new Set(members.map(({ customer }) => customer)).size === members.length;
  const verdict = apart ? `${members.length} customers, as it should be` : 'thrown together, which is wrong';
  const width = Math.max(...members.map(({ name }) => [...name].length));
  const lines = members.map(
    ({ name, key, customer }) => `      ${name.padEnd(width)}  ${style.name(customer)}  ${style.faint(key)}\n`,
  );
  return `\n    All of ${style.head(shared)}, parent and subsidiaries: ${verdict}.\n${lines.join('')}`;
}
