import type { ChangeView } from '@app/snapshot-core';
import { style } from './style.ts';
import { moment, plain, quoted, recordRef, shortened } from './text.ts';

/** A change of the feed, or one that a plan foresees: that has no number, run and time yet. */
export type ShownChange = Omit<ChangeView, 'seq' | 'run' | 'at'> & Partial<Pick<ChangeView, 'seq' | 'run' | 'at'>>;

const VALUE_WIDTH = 60;
const FIELDS_OF_NEW = 4;

const signs: Partial<Record<ChangeView['op'], (text: string) => string>> = {
  created: style.good,
  updated: style.warning,
  deleted: style.problem,
};

/** A change in one line, then a line for each field that an update changed. */
export function changeLines(change: ShownChange, indent = ''): string {
  const paint = signs[change.op] ?? style.name;
  const number = change.seq === undefined ? '' : `${style.faint(`#${change.seq}`.padStart(7))}  `;
  const time = change.at === undefined ? '' : `${style.faint(moment(change.at))}  `;
  const subject = `${change.source} ${style.name(plain(change.key))}`;
  const head = `${indent}${number}${time}${paint(change.op.padEnd(7))}  ${subject}  ${gist(change)}`;
  const inner = `${indent}         `;
  return `${head.trimEnd()}\n${lineage(change, inner)}${isUpdate(change) ? differences(change, inner) : ''}`;
}

const isUpdate = ({ op }: ShownChange): boolean => op === 'updated' || op === 'split';

/** Who has the sources of a unified record that was merged or split, and whose it took over. */
function lineage({ into, from }: ShownChange, indent: string): string {
  const said = [into && `into ${into.join(', ')}`, from && `from ${from.join(', ')}`].filter(Boolean);
  return said.map((line) => `${indent}${line}\n`).join('');
}

/** The first few values of a record that came or went. */
function gist(change: ShownChange): string {
  const record = change.after ?? change.before;
  if (isUpdate(change) || record === null) return '';
  // What is called a name says best which record it is.
  const fields = change.changed.toSorted((a, b) => Number(/name/i.test(b)) - Number(/name/i.test(a)));
  const values = fields.map((field) => record[field]).filter((value) => typeof value === 'string' && value !== '');
  const others = values.filter((value) => value !== change.key).slice(0, FIELDS_OF_NEW);
  return style.faint(shortened(others.map(plain).join(' · '), VALUE_WIDTH));
}

function differences(change: ShownChange, indent: string): string {
  return change.changed
    .map((field) => {
      const [old, now] = [change.before?.[field], change.after?.[field]];
      return `${indent}${plain(field)}: ${comings(old, now) ?? replacement(old, now)}\n`;
    })
    .join('');
}

const replacement = (old: unknown, now: unknown): string =>
  `${style.faint(shortened(quoted(old), VALUE_WIDTH))} → ${shortened(quoted(now), VALUE_WIDTH)}`;

/** Of a unified record's sources: those that came and those that went. Undefined where it is about other values. */
function comings(old: unknown, now: unknown): string | undefined {
  const [before, after] = [refsOf(old), refsOf(now)];
  if (before === undefined || after === undefined) return undefined;
  const came = after.filter((ref) => !before.includes(ref)).map((ref) => style.good(`+ ${ref}`));
  const went = before.filter((ref) => !after.includes(ref)).map((ref) => style.problem(`- ${ref}`));
  return [...came, ...went].join('  ');
}

function refsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const refs = value.map((item) => recordRef(item));
  return refs.every((ref) => ref !== undefined) ? refs : undefined;
}
