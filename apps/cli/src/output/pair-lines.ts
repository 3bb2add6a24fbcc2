import type { Comparison, PairExplanation, RecordSide } from '@app/unify';
import { style } from './style.ts';
import { plain } from './text.ts';

/** The evidence of a pair, one line a field: what it says in bits, how it compares, both values. */
export function evidenceLines({ evidence, rule, veto, prior, weight }: Comparison): string {
  const width = Math.max(5, ...evidence.map(({ field }) => field.length));
  const lines = evidence.map(({ field, level, weight: bits, a, b }) => {
    const values = a === null && b === null ? '' : `${plain(a ?? '—')} | ${plain(b ?? '—')}`;
    return `  ${signed(bits)}  ${field.padEnd(width)}  ${level.padEnd(10)}  ${style.faint(values)}`.trimEnd();
  });
  const total =
    evidence.length > 0 ? [`  ${signed(prior)}  ${'prior'.padEnd(width)}`, `  ${signed(weight)}  = weight`] : [];
  const ruled = rule === null ? [] : [`  rule: ${rule}`];
  const vetoed = veto === null ? [] : [`  veto: ${veto}`];
  return [...ruled, ...vetoed, ...lines, ...total, ''].join('\n');
}

/** Why two records are, or are not, one. */
export function pairLines(pair: PairExplanation): string {
  const { a, b, verdict, thresholds, otherwise, shared_keys, path } = pair;
  const keys = shared_keys.map(({ kind, generic, weak }) => {
    if (generic) return `${kind} (generic)`;
    return weak ? `${kind} (weak)` : kind;
  });
  return [
    `${side(a)}\n${side(b)}\n`,
    `${verdict[0]!.toUpperCase()}${verdict.slice(1)}.\n`,
    evidenceLines(pair),
    `  matched from ${signed(thresholds.auto).trim()} on, shown to people from ${signed(thresholds.review).trim()} on\n`,
    `  keys in common: ${keys.length > 0 ? keys.join(', ') : 'none'}\n`,
    path.length > 2 ? `  connected: ${path.map(plain).join(' — ')}\n` : '',
    ...otherwise.map(({ what, verdict: then, why }) => `  otherwise: ${what} → ${then} (${why})\n`),
  ].join('');
}

const side = ({ ref, unified_id }: RecordSide): string =>
  `${style.name(plain(ref))}  ${style.faint(unified_id ?? 'not unified yet')}`;

const signed = (bits: number): string => `${bits < 0 ? '−' : '+'}${Math.abs(bits).toFixed(1)}`.padStart(6);
