import { formsOf } from './legal-forms/read-forms.ts';

/** Legal forms as they stand at the end of a normalised name. A form of several words is stripped as a whole. */
export const LEGAL_ENDINGS: ReadonlySet<string> = new Set(formsOf('after'));
/** Legal forms that stand before the name (`PT Astra`, `OOO Romashka`). */
export const LEGAL_BEGINNINGS: ReadonlySet<string> = new Set(formsOf('before'));
/** Words of the longest ending, of the longest beginning. */
export const LONGEST_ENDING = longest(LEGAL_ENDINGS);
export const LONGEST_BEGINNING = longest(LEGAL_BEGINNINGS);

function longest(forms: ReadonlySet<string>): number {
  return Math.max(...[...forms].map((form) => form.split(' ').length));
}
