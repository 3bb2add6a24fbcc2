import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import {
  type ChangeView,
  type Database,
  getStream,
  readChanges,
  readFeed,
  type Tenant,
  WeftError,
} from '@app/snapshot-core';
import { collectSources, parseNumber, parsePositive, parseStreamName } from '../arguments.ts';
import { exitCode } from '../exit-codes.ts';
import { changeLines } from '../output/change-lines.ts';
import { note } from '../output/note.ts';
import { PAGE_SIZE } from '../output/pages.ts';
import { openPrinter } from '../output/printer.ts';
import { withTenant } from '../session.ts';

interface Options {
  after?: number;
  limit?: number;
  source?: string[];
  follow?: true;
  json?: true;
}

/** How soon `--follow` sees a change. One look is one short query by primary key. */
const LOOK_EVERY_MS = 500;

/** `weft changes`: the change feed. */
export function registerChanges(program: Command): void {
  program
    .command('changes')
    .description('changes of a tenant in order')
    .argument('<tenant>')
    .option('--after <seq>', 'start behind this sequence number (default: with the oldest that is kept)', parseNumber)
    .option('--limit <number>', 'end after so many', parsePositive)
    .option('--source <source>', 'only integration.stream or unified.model; may be repeated', collectSources)
    .option('--follow', 'wait for more, until Ctrl-C')
    .option('--json', 'a JSON line each')
    .action(changes);
}

function changes(name: string, options: Options): Promise<void> {
  return withTenant(name, async ({ db, tenant, signal }) => {
    await checkSources(db, tenant, options);
    const printer = openPrinter();
    try {
      for await (const page of feed(db, tenant, options, signal)) {
        await (options.json ? printer.json(...page) : printer.text(page.map((change) => changeLines(change)).join('')));
      }
    } catch (error) {
      // Ctrl-C is how following ends.
      if (options.follow && signal.aborted) return exitCode.done;
      throw error;
    }
    return exitCode.done;
  });
}

/** A slip of the pen would wait in silence: who follows may wait for a stream to come, and is told that it is not there. */
async function checkSources(db: Database, tenant: Tenant, { source = [], follow }: Options): Promise<void> {
  for (const name of source) {
    const { integration, stream } = parseStreamName(name);
    try {
      await getStream(db, tenant, integration, stream);
    } catch (error) {
      if (!(error instanceof WeftError && error.code === 'unknown_stream' && follow)) throw error;
      note(`${error.message}. ${error.hint}`);
    }
  }
}

/** Pages behind the cursor; following, it goes on for ever. */
async function* feed(
  db: Database,
  tenant: Tenant,
  { after, limit = Infinity, source, follow }: Options,
  signal: AbortSignal,
): AsyncGenerator<ChangeView[]> {
  for (let cursor = after ?? (await fromOldest(db, tenant)), left = limit; left > 0;) {
    signal.throwIfAborted();
    const wanted = Math.min(PAGE_SIZE, left);
    const page = await readChanges(db, tenant, { after: cursor, limit: wanted, sources: source });
    if (page.changes.length > 0) yield page.changes;
    left -= page.changes.length;
    cursor = page.next;
    if (page.changes.length === wanted) continue;
    if (!follow) return;
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** The cursor before the oldest change that is kept; what is before it is told of, not passed over in silence. */
async function fromOldest(db: Database, tenant: Tenant): Promise<number> {
  const { oldest } = await readFeed(db.pool, tenant);
  if (oldest > 1) note(`changes up to ${oldest - 1} have been pruned; these begin at ${oldest}`);
  return oldest - 1;
}
