import type { Command } from 'commander';
import { makeTypedViews } from '@app/snapshot-core';
import { parseStreamName, type StreamName } from '../arguments.ts';
import { openPrinter } from '../output/printer.ts';
import { sourceOf } from '../output/run-lines.ts';
import { withTenant } from '../session.ts';

/** `weft typed-view`: the view by which SQL and BI tools read a stream's values as numbers, times and so on. */
export function registerTypedView(program: Command): void {
  program
    .command('typed-view')
    .description('make the view that casts a stream by its types, or bring it up to date')
    .argument('<tenant>')
    .argument('[stream]', 'integration.stream (default: all streams)', parseStreamName)
    .option('--json', 'a JSON line each')
    .action(makeViews);
}

function makeViews(name: string, stream: StreamName | undefined, { json }: { json?: true }): Promise<void> {
  return withTenant(name, async ({ db, tenant }) => {
    const views = await makeTypedViews(db, tenant, stream);
    const printer = openPrinter();
    if (json) return printer.json(...views);
    return printer.text(views.map((each) => `${sourceOf(each)}  ${each.view}\n`).join(''));
  });
}
