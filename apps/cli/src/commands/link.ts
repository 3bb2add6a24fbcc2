import type { Command } from 'commander';
import { decideLink, forgetDecision, getModel, type LinkView, listDecisions, runUnify } from '@app/unify';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';
import { pagedTable } from '../output/paged-table.ts';
import { pages, showPages } from '../output/pages.ts';
import type { Column } from '../output/table.ts';
import { plain } from '../output/text.ts';
import { withTenant } from '../session.ts';
import { WrongUsage } from '../wrong-usage.ts';

interface Options {
  same?: true;
  different?: true;
  forget?: true;
  by?: string;
  note?: string;
  json?: true;
}

/** `weft link` and `weft links`: what people decide about two records. */
export function registerLink(program: Command): void {
  program
    .command('link')
    .description('decide that two records are, or are not, one entity; it outlives any recompute')
    .argument('<tenant>')
    .argument('<model>')
    .argument('<record>', 'integration.stream:key')
    .argument('<record>', 'the other')
    .option('--same', 'they are one')
    .option('--different', 'they are two')
    .option('--forget', 'take an earlier decision back')
    .option('--by <name>', 'who decides')
    .option('--note <text>', 'why')
    .option('--json', 'a JSON line')
    .action(link);
  program
    .command('links')
    .description('what was decided about records of a model')
    .argument('<tenant>')
    .argument('<model>')
    .option('--json', 'a JSON line each')
    .action(links);
}

function link(tenant: string, model: string, a: string, b: string, options: Options): Promise<void> {
  const { same, different, forget, by, json } = options;
  if ([same, different, forget].filter(Boolean).length !== 1) {
    throw new WrongUsage('what to decide is not said', 'Say one of --same, --different and --forget.');
  }
  return withTenant(tenant, async (session) => {
    const pair = { model, a, b };
    const decided = forget
      ? { a, b, forgotten: true, ...(await forgetDecision(session.db, session.tenant, pair)) }
      : await decideLink(session.db, session.tenant, pair, same === true, { by, note: options.note });
    const run = await runUnify(session.db, session.tenant, await getModel(session.db, model));
    const printer = openPrinter('go on');
    if (json) return printer.json({ model, ...decided, run: run.run });
    const what = forget ? 'Forgotten' : same ? 'Linked as the same' : 'Linked as different';
    const changes = `${run.created} created, ${run.updated} updated, ${run.deleted} gone`;
    const told = decided.merged.map(({ ref, into }) => `${plain(ref)} was merged into ${plain(into)} by its source. `);
    await printer.text(`${what}: ${plain(a)} and ${plain(b)}. ${told.join('')}Unified records: ${changes}.\n`);
    const absent = 'absent' in decided ? decided.absent : [];
    if (absent.length > 0)
      note(`not there now: ${absent.map((ref) => plain(ref)).join(', ')}; what is decided holds once it comes`);
    return undefined;
  });
}

const columns: Column<LinkView>[] = [
  { head: 'record', cell: ({ a }) => plain(a), max: 48 },
  { head: 'and', cell: ({ b }) => plain(b), max: 48 },
  { head: 'are', cell: ({ same }) => (same ? 'the same' : 'different') },
  { head: 'by', cell: ({ by, made }) => plain(by ?? (made === null ? '' : 'export')), max: 24 },
  { head: 'at', cell: ({ at }) => at },
  { head: 'note', cell: ({ note }) => plain(note ?? ''), max: 48 },
];

function links(tenant: string, model: string, { json }: { json?: true }): Promise<void> {
  return withTenant(tenant, async (session) => {
    const printer = openPrinter();
    const show = json ? (page: LinkView[]) => printer.json(...page) : pagedTable(columns, printer);
    const read = (page: { after?: readonly [string, string]; limit: number }) =>
      listDecisions(session.db, session.tenant, model, page);
    const all = pages<LinkView, readonly [string, string]>(read, ({ a, b }) => [a, b]);
    const shown = await showPages(all, show, session.signal);
    if (shown === 0 && !json) note('Nothing was decided yet.');
  });
}
