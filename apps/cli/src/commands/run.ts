import type { Command } from 'commander';
import { getRun, type RunView } from '@app/snapshot-core';
import { parseRun } from '../arguments.ts';
import { openPrinter } from '../output/printer.ts';
import { driftLines } from '../output/drift-lines.ts';
import { adviseOn, sourceOf } from '../output/run-lines.ts';
import { properties } from '../output/table.ts';
import { count, duration, moment, size, visible } from '../output/text.ts';
import { withTenant } from '../session.ts';

/** `weft run`: one run in full. */
export function registerRun(program: Command): void {
  program
    .command('run')
    .description('one run in full')
    .argument('<tenant>')
    .argument('<run>', 'from `weft runs`', parseRun)
    .option('--json', 'a JSON line')
    .action(run);
}

function run(name: string, id: number, { json }: { json?: true }): Promise<void> {
  return withTenant(name, async ({ db, tenant }) => {
    const view = await getRun(db, tenant, id);
    const printer = openPrinter();
    if (json) return printer.json(view);
    await printer.text(properties(describe(view)));
    return adviseOn(view);
  });
}

function describe(view: RunView): (readonly [string, string])[] {
  const { bytes_read, bytes_total } = view.progress;
  const { error, seq } = view;
  return [
    ['run', String(view.run)],
    ['stream', sourceOf(view)],
    ['status', view.status],
    ['kind', view.merge === null ? view.kind : `${view.kind}, merge ${view.merge}`],
    ['delivery', visible(view.delivery ?? '')],
    ['read', bytes_total === null ? size(bytes_read) : `${size(bytes_read)} of ${size(bytes_total)}`],
    ['started', moment(view.started_at)],
    ['finished', moment(view.finished_at)],
    ['time', duration(view.ms)],
    ['received', count(view.received)],
    ['created', count(view.created)],
    ['updated', count(view.updated)],
    ['deleted', count(view.deleted)],
    ['unchanged', count(view.unchanged)],
    ['rejected', count(view.rejected)],
    ['held', count(view.held)],
    ['changes', seq === null ? 'none' : `${seq.from} to ${seq.to}`],
    ...driftLines(view.drift).map((line) => ['columns', visible(line)] as const),
    ...view.hints.map(({ message }) => ['hint', visible(message)] as const),
    ...(error ? ([['error', visible(`${error.message}. ${error.hint}`)]] as const) : []),
  ];
}
