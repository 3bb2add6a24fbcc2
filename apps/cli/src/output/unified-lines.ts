import type { UnifiedView } from '@app/unify';
import { style } from './style.ts';
import { plain, recordRef } from './text.ts';

/** A unified record with the origin of each of its values, one line a field. */
export function unifiedLines({ id, data, sources, provenance }: UnifiedView, indent = ''): string {
  const present = Object.entries(data).filter(([, value]) => value !== null && value !== undefined);
  const nameWidth = widest(present.map(([field]) => field));
  const valueWidth = widest(present.map(([, value]) => plain(value)));
  const lines = present.map(([field, value]) => {
    const from = provenance?.[field]?.from;
    const origin = from === undefined ? '' : style.faint(`← ${plain(from)}`);
    return `${indent}  ${field.padEnd(nameWidth)}  ${plain(value).padEnd(valueWidth)}  ${origin}`.trimEnd();
  });
  const origins = sources.map(recordRef).join(', ');
  return [`${indent}${style.name(id)}  ${style.faint(origins)}`, ...lines, ''].join('\n');
}

const widest = (texts: readonly string[]): number =>
  texts.reduce((width, text) => Math.max(width, [...text].length), 0);
