import type { Command } from 'commander';
import { listModels, readReview, type ReviewItem, type ReviewPosition } from '@app/unify';
import { parsePositive } from '../arguments.ts';
import { evidenceLines } from '../output/pair-lines.ts';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';
import { style } from '../output/style.ts';
import { plain } from '../output/text.ts';
import { withTenant } from '../session.ts';

interface Options {
  limit: number;
  json?: true;
}

const PAGE = 100;

/** `weft review`: pairs that wait for a person's decision. */
export function registerReview(program: Command): void {
  program
    .command('review')
    .description('pairs of records that look alike and wait for a decision, likeliest first')
    .argument('<tenant>')
    .argument('[model]', 'only of this one')
    .option('--limit <n>', 'at most so many of a model', parsePositive, 20)
    .option('--json', 'a JSON line each')
    .action(review);
}

function review(name: string, model: string | undefined, { limit, json }: Options): Promise<void> {
  return withTenant(name, async ({ db, tenant, signal }) => {
    const printer = openPrinter();
    const names = model === undefined ? (await listModels(db)).map((each) => each.name) : [model];
    let shown = 0;
    for (const each of names) {
      let after: ReviewPosition | undefined;
      for (let left = limit; left > 0;) {
        signal.throwIfAborted();
        const { items, positions } = await readReview(db, tenant, each, { after, limit: Math.min(PAGE, left) });
        await (json
          ? printer.json(...items)
          : printer.text(items.map((item) => itemLines(tenant.name, item)).join('')));
        shown += items.length;
        left -= items.length;
        after = positions.at(-1);
        if (items.length < PAGE) break;
      }
    }
    if (shown === 0 && !json) note('Nothing waits for a decision.');
  });
}

function itemLines(tenant: string, item: ReviewItem): string {
  const { model, a, b, reason, probability } = item;
  const head = `${style.name(plain(a.ref))} and ${style.name(plain(b.ref))}  ${reason}, ${(probability * 100).toFixed(0)} %`;
  const decide = style.faint(`  weft link ${tenant} ${model} '${plain(a.ref)}' '${plain(b.ref)}' --same | --different`);
  return `${head}\n${evidenceLines(item)}${decide}\n\n`;
}
