import { formsOf } from './legal-forms/read-forms.ts';

/** Legal forms as they stand at the end of a normalised name. A form of several words is stripped as a whole. */
export const LEGAL_ENDINGS: ReadonlySet<string> = new Set(formsOf('after'));
/** Legal forms that stand before the name (`PT Astra`, `OOO Romashka`). */
export const LEGAL_BEGINNINGS: ReadonlySet<string> = new Set(formsOf('before'));
/** Words of the longest ending, of the longest beginning. */
export const LONGEST_ENDING = longest(LEGAL_ENDINGS);
export const LONGEST_BEGINNING = longest(LEGAL_BEGINNINGS);

/** Their first words, and the last ones of endings: hardly any name begins with one, few end in one. */
export const BEGINNINGS_BEGIN: ReadonlySet<string> = new Set([...LEGAL_BEGINNINGS].map((form) => form.split(' ')[0]!));
export const ENDINGS_END: ReadonlySet<string> = new Set([...LEGAL_ENDINGS].map((form) => form.split(' ').at(-1)!));

function longest(forms: ReadonlySet<string>): number {
  return Math.max(...[...forms].map((form) => form.split(' ').length));
}
