import type { RunLine } from '@app/snapshot-core';
import { driftLines } from './drift-lines.ts';
import { note } from './note.ts';
import { style } from './style.ts';
import type { Column } from './table.ts';
import { count, duration, plural, visible } from './text.ts';

type Counted = 'received' | 'created' | 'updated' | 'deleted' | 'unchanged' | 'rejected' | 'held';

const counted: Counted[] = ['received', 'created', 'updated', 'deleted', 'unchanged', 'rejected', 'held'];

/** What a run did, as columns of a table. */
export const runCounts: Column<RunLine>[] = [
  ...counted.map((name): Column<RunLine> => ({ head: name, cell: (run) => count(run[name]), align: 'right' })),
  { head: 'time', cell: (run) => duration(run.ms), align: 'right' },
];

export const sourceOf = (run: Pick<RunLine, 'integration' | 'stream'>): string => `${run.integration}.${run.stream}`;

/**
 * One run in one line, so that lines of several runs that end one after the other line up.
 * @param nameWidth characters of the longest `integration.stream` among them
 */
export function runSummary(run: RunLine, nameWidth: number): string {
  const counts = counted.filter((name) => !['rejected', 'held'].includes(name) || run[name] > 0);
  const parts = counts.map((name) => `${count(run[name]).padStart(11)} ${name}`);
  const number = run.run > 0 ? `run ${run.run}` : 'plan';
  return `${sourceOf(run).padEnd(nameWidth)}  ${number.padEnd(9)}${parts.join('')}  ${style.faint(duration(run.ms))}\n`;
}

/**
 * What there is to say about a run besides its counts, on standard error: how its columns differ from before, mappings that
 * failed, its rejected records, the deletes that wait.
 */
export function adviseOn(run: RunLine): void {
  for (const line of driftLines(run.drift)) {
    note(`${style.warning('columns:', process.stderr)} ${sourceOf(run)}: ${visible(line)}`);
  }
  for (const { message } of run.hints ?? []) note(`${style.warning('hint:', process.stderr)} ${visible(message)}`);
  const where = `${run.tenant} ${run.run}`;
  if (run.rejected > 0) {
    const advice =
      run.run > 0 ? `see them with \`weft rejects ${where}\`` : 'ingest without --plan to keep them for a look';
    note(
      `${style.warning('rejected:', process.stderr)} ${plural(run.rejected, 'record')} of ${sourceOf(run)}; ${advice}`,
    );
  }
  if (run.held > 0) {
    const advice =
      run.run > 0
        ? `see them with \`weft held ${where}\`, publish them with \`weft approve ${where}\` or drop them with \`weft reject ${where}\``
        : 'the run would hold them for approval';
    note(`${style.warning('held:', process.stderr)} ${plural(run.held, 'delete')} of ${sourceOf(run)}; ${advice}`);
  }
}
