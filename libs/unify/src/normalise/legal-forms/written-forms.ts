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

const OTHER_SCRIPT = /(?!\p{Script=Latin})\p{L}/u;

/**
 * A company's name without the legal forms that can be told only as they are written: in other scripts (`株式会社`, `ООО`, `ذ.م.م`), and
 * Latin ones whose letters are a word or a state otherwise. Never without anything left.
 */
export function withoutWrittenForms(value: string): string {
  let name = value.normalize('NFKC');
  for (const form of [ROMANIAN_FIRST, SPELLED_LAST, SPELLED_FIRST, QUOTED_FIRST]) name = without(name, form);
  if (!OTHER_SCRIPT.test(name)) return name;
  name = without(name, UNSPACED, ' ');
  for (let before = ''; before !== name;) {
    before = name;
    name = without(without(name, NATIVE_LAST), NATIVE_FIRST);
  }
  return name;
}

function without(name: string, form: RegExp, instead = ''): string {
  const rest = name.replace(form, instead).trim();
  return /[\p{L}\p{N}]/u.test(rest) ? rest : name;
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
