import type { RunDrift } from '@app/snapshot-core';

const NAMED = 10;

/** What is different about the columns of a run's delivery, one line a kind; none when nothing is. */
export function driftLines(drift: RunDrift | null | undefined): string[] {
  if (!drift) return [];
  const kept = drift.new.filter((name) => !drift.discarded.includes(name));
  return [
    ...line('new', kept),
    ...line('not stored, as the contract says', drift.discarded),
    ...line('missing', drift.missing),
    ...line('there again', drift.returned),
    ...(drift.reordered ? ['in another order'] : []),
    ...drift.types.map(({ column, from, to }) => `${column} is of type ${to} now, it was ${from}`),
    ...drift.renamed.map(
      ({ from, to, because }) =>
        `${from} may be ${to} now: ${because === 'content' ? 'it has the same values' : 'the names are nearly the same'}`,
    ),
  ];
}

function line(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return [`${what}: ${names.slice(0, NAMED).join(', ')}${more}`];
}
