import { levels, type Value } from '../comparison.ts';
import { editDistance } from '../distance/edit-distance.ts';
import { isMoved } from '../distance/moved-characters.ts';

export const EMAIL_LEVELS = levels(
  ['exact', 0.7, 0.00002, 0.5],
  ['typo', 0.05, 0.00002],
  ['same mailbox', 0.06, 0.0005],
  ['same domain', 0.09, 0.002, 0.5],
  ['different', 0.1, 0.998],
);

export interface Email extends Value {
  readonly mailbox: string;
  /** Null for a provider where anybody can have an address. */
  readonly domain: string | null;
}

/** Mailboxes of a function rather than a person: every company has them. */
const ROLE =
  /^(?:info|sales|office|contact|admin|support|hello|mail|service|accounts?|billing|enquir(?:y|ies)|hr|jobs|webmaster|team|help)$/;

export const isOfRole = (mailbox: string): boolean => ROLE.test(mailbox);

export function compareEmails(a: Email, b: Email): number {
  if (a.text === b.text) return 0;
  if (editDistance(a.text, b.text, 1) <= 1 && !ROLE.test(a.mailbox) && !ROLE.test(b.mailbox)) return 1;
  if (a.mailbox === b.mailbox && a.mailbox.length > 3 && !ROLE.test(a.mailbox)) return 2;
  if (a.domain !== null && a.domain === b.domain) return 3;
  return 4;
}

export const PHONE_LEVELS = levels(
  ['exact', 0.7, 0.0001, 1],
  ['same ending', 0.05, 0.00005],
  ['one digit off', 0.06, 0.0002],
  ['same block', 0.04, 0.003],
  ['different', 0.15, 0.997],
);

/** Digits of a number as they were written, country and trunk prefix not told apart. */
export interface Phone extends Value {
  readonly digits: string;
}

/** Local numbers have at least seven digits. */
const LOCAL = 7;

export function comparePhones(a: Phone, b: Phone): number {
  if (a.digits === b.digits) return 0;
  if (a.digits.slice(-LOCAL) === b.digits.slice(-LOCAL)) {
    const [short, long] = a.digits.length < b.digits.length ? [a, b] : [b, a];
    return long.digits.endsWith(short.digits) ? 0 : 1;
  }
  const [x, y] = [a.digits.slice(-10), b.digits.slice(-10)];
  if (editDistance(x, y, 1) <= 1 || isMoved(x, y)) return 2;
  return x.length === y.length && x.slice(0, -2) === y.slice(0, -2) ? 3 : 4;
}

export const DOMAIN_LEVELS = levels(
  ['exact', 0.75, 0.0003, 0.7],
  ['other ending', 0.05, 0.0001],
  ['similar', 0.05, 0.0003],
  ['different', 0.15, 0.999],
);

export interface Domain extends Value {
  /** What stands before the public suffix: `acme` of `acme.co.uk`. */
  readonly label: string;
  /** Known from an e-mail address only. */
  readonly mailed: boolean;
}

export function compareDomains(a: Domain, b: Domain): number {
  if (a.text === b.text) return 0;
  if (a.label === b.label) return 1;
  const [short, long] = a.label.length < b.label.length ? [a.label, b.label] : [b.label, a.label];
  const cut = short.length >= 8 && long.startsWith(short);
  return cut || (short.length >= 5 && editDistance(short, long, 1) <= 1) ? 2 : 3;
}
