import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';

/** Letters, digits and hyphens, none of the labels punycode: such a domain is its own ASCII form and registrable domain. */
const USUAL = /^(?:(?!xn--)[a-z0-9-]+\.)+[a-z]+$/;

/**
 * Registrable domain of a URL, an e-mail address or a bare host, in lower-case ASCII (punycode): `https://www.Acme.co.uk/x`
 * → `acme.co.uk`. Of several, parted by spaces, commas or semicolons, the first. Hosts below a private public suffix stay
 * apart (`acme.myshopify.com`), because there each name has an owner of its own. Null for IP addresses, single labels
 * and whatever is no host.
 */
export function normaliseDomain(value: string): string | null {
  const first = value
    .trim()
    .split(/[\s,;]+/)
    .find((part) => part !== '');
  if (first === undefined) return null;
  const domain = getDomain(first.toLowerCase(), { allowPrivateDomains: true });
  if (domain === null) return null;
  if (USUAL.test(domain)) return domain;
  const ascii = domainToASCII(domain);
  // The punycode form is asked again, so that what is returned is always its own registrable domain.
  return ascii !== '' && getDomain(ascii, { allowPrivateDomains: true }) === ascii ? ascii : null;
}
