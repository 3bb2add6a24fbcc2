import type { SemanticType } from '../model/semantic-types.ts';
import { isFreeEmailDomain } from '../normalise/free-email.ts';

/** What people type into a field they have nothing for, in normalised form. */
const PLACEHOLDERS = new Set(
  `n a,na,nil,none,null,nan,unknown,not available,not applicable,no name,noname,tbd,tba,test,x,xx,xxx,xxxx,private,individual,self,self employed,
various,other,customer,cash customer,cash sale,cash sales,walk in,walk in customer,guest,anonymous,default,company,0,00,000,0000,00000`
    .split(',')
    .map((placeholder) => placeholder.trim()),
);

const LONGEST_PLACEHOLDER = Math.max(...[...PLACEHOLDERS].map(({ length }) => length));

/** Mailboxes that are nobody's. */
const NOBODY = /^(?:no-?reply|do-?not-?reply|no-?e?mail|none|null|na|n\.a|unknown|nobody|noone|test|example)@/;

/**
 * Whether a normalised value says nothing about who the record is, whoever holds it: placeholders, mailboxes that are
 * nobody's, domains where anybody can have an address. Values that merely too many records of one tenant share are
 * found where the records are counted, see `pairRecords`.
 */
export function isGenericValue(type: SemanticType, normalised: string): boolean {
  if (type === 'email') return NOBODY.test(normalised);
  if (type === 'domain') return isFreeEmailDomain(normalised);
  return normalised.length <= LONGEST_PLACEHOLDER && PLACEHOLDERS.has(normalised.toLowerCase());
}
