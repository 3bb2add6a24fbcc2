import { type Domain, type Email, isOfRole, type Phone } from '../comparisons/contact.ts';
import type { Several } from '../comparisons/several.ts';
import { bitsIn } from '../distance/jaro-winkler.ts';
import { APART, hashOf, lettersIn, type Numbers, SILENT, type Sketch, UNSURE } from './sketch.ts';

/**
 * How often each of ten digits stands in the last ten, three bits a digit; 16 bits of a hash of the last seven digits, and of all but the last
 * two of ten. Two numbers that differ by a digit, or by digits that changed places, have all but two of them in common.
 */
export const PHONE_SKETCH: Sketch<Several<Phone>> = {
  of({ values }) {
    if (values.length !== 1) return [];
    const { digits } = values[0]!;
    const last = digits.slice(-10);
    let counts = 0;
    for (let at = 0; at < last.length; at += 1) {
      const place = 3 * (last.charCodeAt(at) - 48);
      if (((counts >>> place) & 7) < 7) counts += 1 << place;
    }
    const ending = hashOf(digits.slice(-7)) & 0xffff;
    const block = hashOf(`${last.length} ${last.slice(0, -2)}`) & 0xffff;
    return [counts, ending * 2 ** 16 + block];
  },
  tell(x, y) {
    const hashes = x.all[x.from + 1]! ^ y.all[y.from + 1]!;
    if (hashes >>> 16 === 0 || (hashes & 0xffff) === 0) return UNSURE;
    let [a, b] = [x.all[x.from]!, y.all[y.from]!];
    let differing = 0;
    for (; a !== b; a >>>= 3, b >>>= 3) differing += Math.abs((a & 7) - (b & 7));
    return differing > 2 ? APART : UNSURE;
  },
};

/** Letters of the address; 16 bits of the hash of its mailbox and of its domain, 0 for one that anybody may have. */
export const EMAIL_SKETCH: Sketch<Several<Email>> = {
  of({ values }) {
    if (values.length !== 1) return [];
    const { text, mailbox, domain } = values[0]!;
    const box = mailbox.length <= 3 || isOfRole(mailbox) ? 0 : 1 + (hashOf(mailbox) % 65_535);
    const site = domain === null ? 0 : 1 + (hashOf(domain) % 65_535);
    return [lettersIn(text), box * 2 ** 16 + site];
  },
  tell(x, y) {
    const hashes = x.all[x.from + 1]!;
    const differing = hashes ^ y.all[y.from + 1]!;
    if (hashes >>> 16 !== 0 && differing >>> 16 === 0) return UNSURE;
    if ((hashes & 0xffff) !== 0 && (differing & 0xffff) === 0) return UNSURE;
    return bitsIn(x.all[x.from]! ^ y.all[y.from]!) > 2 ? APART : UNSURE;
  },
};

const MAILED = 1 << 26;

/** Letters of the label, and whether it is known from an e-mail address. */
export const DOMAIN_SKETCH: Sketch<Several<Domain>> = {
  of: ({ values }) => (values.length === 1 ? [lettersIn(values[0]!.label) + (values[0]!.mailed ? MAILED : 0)] : []),
  tell(x, y) {
    const [a, b] = [x.all[x.from]!, y.all[y.from]!];
    if ((a & b & MAILED) !== 0) return SILENT;
    return haveOther(a & ~MAILED, b & ~MAILED) ? APART : UNSURE;
  },
};

/** Letters of an identifier. */
export const IDENTIFIER_SKETCH: Sketch<{ text: string }> = {
  of: ({ text }) => [lettersIn(text)],
  tell: (x: Numbers, y: Numbers) => (haveOther(x.all[x.from]!, y.all[y.from]!) ? APART : UNSURE),
};

/** Neither is part of the other, nor the other but for one letter, or for letters that changed places. */
const haveOther = (a: number, b: number): boolean => bitsIn(a ^ b) > 2 && (a & ~b) !== 0 && (b & ~a) !== 0;
