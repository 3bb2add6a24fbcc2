import { isAscii } from '../ascii.ts';
import { formsOf } from './read-forms.ts';

/** Quotes, brackets, space and stops that stand around a name or its form. */
const OPENING = String.raw`[\s"'«„“”‘(\[,.]*`;
const CLOSING = String.raw`[\s"'»“”’)\],.]*`;
const ENDS_WORD = String.raw`(?![\p{L}\p{N}\p{M}])`;
const BEGINS_WORD = String.raw`(?<![\p{L}\p{N}\p{M}])`;

const UNSPACED = new RegExp(`${alternatives('unspaced', loose)}|${String.raw`(?<![分子总總])公司$`}|㈱|㈲|㈜`, 'gu');
const NATIVE_FIRST = new RegExp(`^${OPENING}${alternatives('native', loose)}${ENDS_WORD}${CLOSING}(?=\\S)`, 'iu');
const NATIVE_LAST = new RegExp(`(?<=\\S)${OPENING}${BEGINS_WORD}${alternatives('native', loose)}${CLOSING}$`, 'iu');
const SPELLED_LAST = new RegExp(`(?<=[^\\s,])[\\s,]+${alternatives('spelledAfter', lastDotLoose)}\\s*$`, 'u');
const SPELLED_FIRST = new RegExp(`^\\s*${alternatives('spelledBefore', exact)}[\\s"«„“]+(?=\\S)`, 'u');
const QUOTED_FIRST = new RegExp(`^\\s*${alternatives('beforeQuotes', exact)}\\s*(?=["«„“”‘'])`, 'u');

/** Romania's `S.C. Foo S.R.L.`: those letters are a state and much else, so only where the name ends in a form, too. */
const ROMANIAN_FIRST = /^\s*S\.?\s?C\.?\s+(?=\S.*\sS\.?\s?(?:R\.?\s?L|A)\.?\s*$)/u;

/** What the last forms may end in: most names end otherwise, and need not be looked through. */
const SPELLED_LAST_ENDS: ReadonlySet<string> = new Set(
  formsOf('spelledAfter').flatMap((form) => [form.slice(-1), form.replace(/\.$/, '').slice(-1)]),
);

const OTHER_SCRIPT = /(?!\p{Script=Latin})\p{L}/u;

/**
 * A company's name without the legal forms that can be told only as they are written: in other scripts (`株式会社`, `ООО`, `ذ.م.م`), and
 * Latin ones whose letters are a word or a state otherwise. Never without anything left.
 */
export function withoutWrittenForms(value: string): string {
  const ascii = isAscii(value);
  let name = trimmed(ascii ? value : value.normalize('NFKC'));
  name = without(name, ROMANIAN_FIRST);
  if (SPELLED_LAST_ENDS.has(name.slice(-1))) name = without(name, SPELLED_LAST);
  name = without(without(name, SPELLED_FIRST), QUOTED_FIRST);
  if (ascii || !OTHER_SCRIPT.test(name)) return name;
  name = without(name, UNSPACED, ' ');
  for (let before = ''; before !== name;) {
    before = name;
    name = without(without(name, NATIVE_LAST), NATIVE_FIRST);
  }
  return name;
}

function without(name: string, form: RegExp, instead = ''): string {
  const replaced = name.replace(form, instead);
  if (replaced === name) return name;
  const rest = replaced.trim();
  return /[\p{L}\p{N}]/u.test(rest) ? rest : name;
}

function trimmed(name: string): string {
  const rest = name.trim();
  return rest === name || !/[\p{L}\p{N}]/u.test(rest) ? name : rest;
}

/** The longest first: of `ЕООД` nothing may stay behind. */
function alternatives(kind: Parameters<typeof formsOf>[0], pattern: (form: string) => string): string {
  const forms = formsOf(kind).map((form) => form.normalize('NFKC'));
  return `(?:${forms
    .sort((a, b) => b.length - a.length)
    .map(pattern)
    .join('|')})`;
}

/** Dots, and quotes within a word (`בע"מ`), may be left out. */
function loose(form: string): string {
  return escaped(form)
    .replaceAll('\\.', String.raw`\.?\s?`)
    .replaceAll('"', '["״”\']{0,2}')
    .replaceAll(' ', String.raw`\s+`);
}

/** As it is spelled; after each dot there may be a space. */
function exact(form: string): string {
  return escaped(form).replaceAll('\\.', String.raw`\.\s?`);
}

/** The same, the last dot may be missing: `S.p.A`. */
function lastDotLoose(form: string): string {
  return exact(form.replace(/\.$/, '')) + (form.endsWith('.') ? String.raw`\.?` : '');
}

function escaped(text: string): string {
  return text.replace(/[.()/[\]]/g, String.raw`\$&`);
}
