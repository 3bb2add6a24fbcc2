import { domainToASCII } from 'node:url';

const ADDRESS = /^[a-z0-9!#$%&'*+/=?^_`{|}~.\u0080-\uffff-]{1,64}$/;
const HOST = /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** What every rule below takes as it is: one plain address, no label of its host in punycode, the top one in letters. */
const USUAL =
  /^(?!\.)[a-z0-9!#$%&'*+/=^_`{|}~.-]{1,64}(?<!\.)@(?:(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** No shorter than four, no longer than 253, is the host of an address that is no longer than this. */
const MOST_USUAL = 250;

/**
 * An e-mail address, trimmed and lower-cased, its domain in punycode. Takes `mailto:ann@b.c`, `Ann <ann@b.c>` and, of a
 * list, the first valid address. Plus-tags and dots stay, for Gmail too: the result is what users see and write to, and
 * which of them a provider ignores is the provider's own rule. Null when there is no valid address.
 */
export function normaliseEmail(value: string): string | null {
  const usual = value.trim().toLowerCase();
  if (USUAL.test(usual) && usual.length <= MOST_USUAL) return usual;
  const angled = /<([^<>]*@[^<>]*)>/.exec(value)?.[1];
  const candidates = [...(angled === undefined ? [] : [angled]), ...value.split(/[\s,;<>()"]+/)];
  for (const candidate of candidates) {
    const address = validAddress(candidate);
    if (address !== null) return address;
  }
  return null;
}

function validAddress(candidate: string): string | null {
  const text = candidate
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '')
    .replace(/\?.*$/, '')
    .replace(/[.:]+$/, '');
  const at = text.lastIndexOf('@');
  if (at < 1) return null;
  const local = text.slice(0, at);
  const host = domainToASCII(text.slice(at + 1));
  if (!ADDRESS.test(local) || local.startsWith('.') || local.endsWith('.') || !HOST.test(host)) return null;
  return `${local}@${host}`;
}
