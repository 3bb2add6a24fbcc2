import type { Command } from 'commander';
import { listRemoteIds, type RemoteId, registerRemoteId, runUnify, shownModel } from '@app/unify';
import { openPrinter } from '../output/printer.ts';
import { pagedTable } from '../output/paged-table.ts';
import type { Column } from '../output/table.ts';
import { plain } from '../output/text.ts';
import { withTenant } from '../session.ts';

/** `weft remote-ids`: under which ids integrations know a unified record. */
export function registerRemoteIds(program: Command): void {
  program
    .command('remote-ids')
    .description(
      'the ids under which integrations know a unified record; with a record: register one that an export made',
    )
    .argument('<tenant>')
    .argument('<model>')
    .argument('<id>', 'of the unified record')
    .argument('[record]', 'integration.stream:key of the record that was made by exporting it')
    .option('--by <name>', 'who registers it')
    .option('--json', 'a JSON line each')
    .action(remoteIds);
}

const columns: Column<RemoteId>[] = [
  { head: 'integration', cell: ({ integration }) => plain(integration) },
  { head: 'stream', cell: ({ stream }) => plain(stream) },
  { head: 'key', cell: ({ key }) => plain(key), max: 48 },
  { head: 'direction', cell: ({ direction }) => direction },
  { head: 'delivered', cell: ({ delivered }) => (delivered ? 'yes' : 'not yet') },
];

function remoteIds(
  name: string,
  modelName: string,
  id: string,
  record: string | undefined,
  { by, json }: { by?: string; json?: true },
): Promise<void> {
  return withTenant(name, async ({ db, tenant }) => {
    const model = await shownModel(db.pool, tenant, modelName);
    if (record !== undefined) {
      await registerRemoteId(db, tenant, model, id, record, { by });
      await runUnify(db, tenant, model); // it may have been delivered before it was registered
    }
    const ids = await listRemoteIds(db, tenant, model, id);
    const printer = openPrinter(record === undefined ? undefined : 'go on');
    return json ? printer.json(...ids) : pagedTable(columns, printer)(ids);
  });
}
