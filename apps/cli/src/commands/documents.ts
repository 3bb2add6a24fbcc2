import { Argument, type Command } from 'commander';
import {
  type DocumentView,
  getDocument,
  isJsonName,
  listDocuments,
  openSecrets,
  prepareQueue,
  textOf,
} from '@app/snapshot-core';
import { CONFIG_DOCUMENT, deleteTenantDocument, putTenantDocument } from '@app/unify';
import { note } from '../output/note.ts';
import { pagedTable } from '../output/paged-table.ts';
import { pages, showPages } from '../output/pages.ts';
import { openPrinter } from '../output/printer.ts';
import type { Column } from '../output/table.ts';
import { moment, size } from '../output/text.ts';
import { readWhole } from '../read-whole.ts';
import { withTenant } from '../session.ts';
import { WrongUsage } from '../wrong-usage.ts';

interface Options {
  secret?: true;
  json?: true;
}

const forms = `
  weft documents T list                          every document, by name
  weft documents T get NAME                      its text, as it was put; a secret decrypted
  weft documents T put NAME FILE [--secret]      a file (- is standard input) in place of what is there
  weft documents T delete NAME

config.json lays mappings and rules of the tenant's own over the models; it is checked before it is put.`;

/** `weft documents`: what a tenant's programs are configured by. */
export function registerDocuments(program: Command): void {
  program
    .command('documents')
    .description("list, read, put or delete a tenant's documents")
    .argument('<tenant>')
    // No subcommands: the tenant stands before them, which commander does not take.
    .addArgument(new Argument('<action>').choices(['list', 'get', 'put', 'delete']))
    .argument('[name]')
    .argument('[file]')
    .option('--secret', 'put: keep it encrypted; a secret stays one until it is deleted')
    .option('--json', 'list, put: a JSON line each')
    .addHelpText('after', forms)
    .action(documents);
}

function documents(tenant: string, action: string, name?: string, file?: string, options: Options = {}): Promise<void> {
  if (action === 'list' && name === undefined) return list(tenant, options);
  if (action === 'get' && name !== undefined && file === undefined) return get(tenant, name);
  if (action === 'put' && name !== undefined && file !== undefined) return put(tenant, name, file, options);
  if (action === 'delete' && name !== undefined && file === undefined) return remove(tenant, name);
  throw new WrongUsage(
    'that is no form of this command',
    'Give list, get NAME, put NAME FILE [--secret], or delete NAME, after the tenant.',
  );
}

const columns: Column<DocumentView>[] = [
  { head: 'name', cell: ({ name }) => name },
  { head: 'type', cell: ({ type, secret }) => (secret ? `${type}, secret` : type) },
  { head: 'size', cell: (document) => size(document.size), align: 'right' },
  { head: 'changed (UTC)', cell: ({ updated_at }) => moment(updated_at) },
];

function list(tenantName: string, { json }: Options): Promise<void> {
  return withTenant(tenantName, async ({ db, tenant, signal }) => {
    const printer = openPrinter();
    const show = json ? (page: DocumentView[]) => printer.json(...page) : pagedTable(columns, printer);
    const read = (page: { after?: string; limit: number }) => listDocuments(db, tenant, page);
    const shown = await showPages(
      pages<DocumentView, string>(read, ({ name }) => name),
      show,
      signal,
    );
    if (shown === 0 && !json) note(`No documents yet: \`weft documents ${tenant.name} put NAME FILE\` puts one.`);
  });
}

function get(tenantName: string, name: string): Promise<void> {
  return withTenant(tenantName, async ({ db, config, tenant }) => {
    const text = await textOf(openSecrets(db, config), tenant, await getDocument(db, tenant, name));
    await openPrinter().text(text);
  });
}

function put(tenantName: string, name: string, file: string, { secret, json }: Options): Promise<void> {
  return withTenant(tenantName, async ({ db, config, tenant }) => {
    const bytes = await readBytes(file);
    await prepareQueue(db); // config.json asks the worker for unification
    const type = isJsonName(name) || isJsonName(file) ? 'json' : 'text';
    const wanted = { name, bytes, type, secret } as const;
    const { document, change } = await putTenantDocument(db, openSecrets(db, config), tenant, wanted);
    if (json) return openPrinter('go on').json({ ...document, change });
    const again = name === CONFIG_DOCUMENT && change !== 'unchanged' ? ' The worker unifies what it changes.' : '';
    return note(`Document ${name} of ${tenant.name} is ${change}${document.secret ? ', a secret' : ''}.${again}`);
  });
}

function remove(tenantName: string, name: string): Promise<void> {
  return withTenant(tenantName, async ({ db, tenant }) => {
    await prepareQueue(db);
    await deleteTenantDocument(db, tenant, name);
    note(`Document ${name} of ${tenant.name} is gone.`);
  });
}

async function readBytes(file: string): Promise<Uint8Array> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }
  return readWhole(file, 'Give the path of a file, or -.');
}
