import type { Command } from 'commander';
import { createTenant, deleteTenant, listTenants, type TenantSummary } from '@app/snapshot-core';
import { note } from '../output/note.ts';
import { pagedTable } from '../output/paged-table.ts';
import { pages, showPages } from '../output/pages.ts';
import { openPrinter } from '../output/printer.ts';
import type { Column } from '../output/table.ts';
import { count, moment } from '../output/text.ts';
import { withSession } from '../session.ts';
import { WrongUsage } from '../wrong-usage.ts';

/** `weft tenants`: who owns data here. */
export function registerTenants(program: Command): void {
  const tenants = program.command('tenants').description('list, create or delete tenants');
  tenants.command('list').description('every tenant, by name').option('--json', 'a JSON line each').action(list);
  tenants.command('create <tenant>').description('make a tenant (a first sync does so, too)').action(create);
  tenants
    .command('delete <tenant>')
    .description('remove a tenant with all its data')
    .option('--yes', 'yes, all of it')
    .action(remove);
}

const columns: Column<TenantSummary>[] = [
  { head: 'tenant', cell: ({ tenant }) => tenant },
  { head: 'streams', cell: ({ streams }) => count(streams), align: 'right' },
  { head: 'records', cell: ({ records }) => count(records), align: 'right' },
  { head: 'created (UTC)', cell: ({ created_at }) => moment(created_at) },
];

function list({ json }: { json?: true }): Promise<void> {
  return withSession(async ({ db, signal }) => {
    const printer = openPrinter();
    const show = json ? (page: TenantSummary[]) => printer.json(...page) : pagedTable(columns, printer);
    const all = pages<TenantSummary, string>(
      (at) => listTenants(db, at),
      (last) => last.tenant,
    );
    const shown = await showPages(all, show, signal);
    if (shown === 0 && !json) note('No tenants yet: `weft sync --tenant NAME DIR` makes the first.');
  });
}

function create(name: string): Promise<void> {
  return withSession(async ({ db }) => {
    await createTenant(db, name);
    note(`Tenant ${name} is there.`);
  });
}

async function remove(name: string, { yes }: { yes?: true }): Promise<void> {
  if (!yes) {
    throw new WrongUsage(`this removes every record and change of tenant "${name}"`, 'Add --yes if that is meant.');
  }
  await withSession(async ({ db }) => {
    await deleteTenant(db, name);
    note(`Tenant ${name} is gone.`);
  });
}
