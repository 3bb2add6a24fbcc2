import type { Command } from 'commander';
import { createKey, getTenant, type KeyView, listKeys, revokeKey, WeftError } from '@app/snapshot-core';
import { parsePositive } from '../arguments.ts';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';
import { type Column, table } from '../output/table.ts';
import { moment } from '../output/text.ts';
import { withSession } from '../session.ts';
import { WrongUsage } from '../wrong-usage.ts';

interface Scope {
  tenant?: string;
  admin?: true;
  readOnly?: boolean;
  json?: true;
}

/** `weft keys`: credentials of the HTTP API. */
export function registerKeys(program: Command): void {
  const keys = program.command('keys').description('make, list or revoke keys of the HTTP API');
  keys
    .command('create')
    .description('make a key; it is shown this once')
    .option('--tenant <tenant>', 'good for this tenant')
    .option('--admin', 'good for everything')
    .option('--read-only', 'for reading only')
    .option('--json', 'a JSON line')
    .action(create);
  keys.command('list').description('every key, without its secret').option('--json', 'a JSON line each').action(list);
  keys
    .command('revoke')
    .argument('<id>', 'from `weft keys list`', parsePositive)
    .description('end a key')
    .action(revoke);
}

async function create({ tenant: name, admin, readOnly = false, json }: Scope): Promise<void> {
  if ((name === undefined) === (admin === undefined)) {
    throw new WrongUsage('say whom the key is for', 'Give --tenant NAME, or --admin.');
  }
  await withSession(async ({ db }) => {
    const tenant = name === undefined ? null : await getTenant(db, name);
    const { id, key } = await createKey(db, { tenant, readOnly });
    const printer = openPrinter('go on');
    if (json) return printer.json({ id, key, tenant: name ?? null, read_only: readOnly });
    note(`Key ${id}. Keep it: it cannot be shown again.`);
    return printer.text(`${key}\n`);
  });
}

const columns: Column<KeyView>[] = [
  { head: 'id', cell: ({ id }) => String(id), align: 'right' },
  { head: 'key', cell: ({ prefix }) => `${prefix}…` },
  { head: 'for', cell: ({ tenant }) => tenant ?? 'admin' },
  { head: 'may', cell: ({ read_only }) => (read_only ? 'read' : 'read, write') },
  { head: 'created (UTC)', cell: ({ created_at }) => moment(created_at) },
  { head: 'revoked (UTC)', cell: ({ revoked_at }) => moment(revoked_at) },
];

function list({ json }: { json?: true }): Promise<void> {
  return withSession(async ({ db }) => {
    const found = await listKeys(db);
    const printer = openPrinter();
    if (json) return printer.json(...found);
    if (found.length === 0) note('No keys besides the admin key of this installation.');
    return found.length === 0 ? undefined : printer.text(table(columns, found));
  });
}

function revoke(id: number): Promise<void> {
  return withSession(async ({ db }) => {
    if (!(await revokeKey(db, id))) {
      throw new WeftError('invalid', `no key ${id} is in force`, 'See the keys with `weft keys list`.');
    }
    note(`Key ${id} is revoked.`);
  });
}
