import type { Command } from 'commander';
import { type PlannedChange, planRevert, type RevertConflict, revertRun, type Tenant } from '@app/snapshot-core';
import { parseRun } from '../arguments.ts';
import { exitCode, type ExitCode } from '../exit-codes.ts';
import { changeLines } from '../output/change-lines.ts';
import { note } from '../output/note.ts';
import { PAGE_SIZE } from '../output/pages.ts';
import { openPrinter } from '../output/printer.ts';
import { runSummary } from '../output/run-lines.ts';
import { style } from '../output/style.ts';
import { plain, plural } from '../output/text.ts';
import { type Session, withTenant } from '../session.ts';
import { adviseUnify } from '../sync/advise-unify.ts';
import { askToUnify } from '../sync/ask-to-unify.ts';

interface Options {
  plan?: true;
  json?: true;
}

/** `weft revert`: undoes a run. */
export function registerRevert(program: Command): void {
  program
    .command('revert')
    .description('undo the changes of a run, unless its records were changed since')
    .argument('<tenant>')
    .argument('<run>', 'from `weft runs`', parseRun)
    .option('--plan', 'show what would change and what stands in the way; write nothing')
    .option('--json', 'a JSON line each')
    .action(revert);
}

function revert(name: string, id: number, options: Options): Promise<void> {
  return withTenant(name, async (session) => {
    if (options.plan) return plan(session, id, options);
    const line = await revertRun(session.db, session.tenant, id, { onPublished: askToUnify });
    const printer = openPrinter('go on');
    await (options.json ? printer.json(line) : printer.text(runSummary(line, 0)));
    await adviseUnify(session, [line]);
    return exitCode.done;
  });
}

async function plan({ db, tenant }: Session & { tenant: Tenant }, id: number, { json }: Options): Promise<ExitCode> {
  const printer = openPrinter();
  let page: PlannedChange[] = [];
  const flush = async () => {
    await (json ? printer.json(...page) : printer.text(page.map((change) => changeLines(change)).join('')));
    page = [];
  };
  const { line, conflicts } = await planRevert(db, tenant, id, async (change) => {
    page.push(change);
    if (page.length === PAGE_SIZE) await flush();
  });
  await flush();
  if (json) await printer.json(...conflicts.map((conflict) => ({ conflict })), line);
  else await printer.text(conflicts.map(conflictLine).join('') + runSummary(line, 0));
  if (conflicts.length === 0) return exitCode.done;
  note(
    `${style.problem('conflicts:', process.stderr)} ${plural(conflicts.length, 'record')} changed since run ${id}; ` +
      'revert those runs first, the last one before the others',
  );
  return exitCode.incomplete;
}

const conflictLine = ({ source, key, seq, run, op }: RevertConflict): string =>
  `${style.problem('conflict')} ${source} ${style.name(plain(key))}  ${op} since by change ${seq} of run ${run}\n`;
