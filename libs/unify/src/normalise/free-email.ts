import { createRequire } from 'node:module';

let freeDomains: Set<string> | undefined;

/**
 * Whether anybody can have an address at this domain (gmail.com, gmx.de, throw-away providers), so that sharing it says
 * nothing about belonging together. The list is the npm package `email-providers`.
 *
 * @param domain registrable domain as `normaliseDomain` returns it
 */
export function isFreeEmailDomain(domain: string): boolean {
  // Loaded at first use: 8,760 names that a program which only reads weft.yaml does not need.
  freeDomains ??= new Set(createRequire(import.meta.url)('email-providers/all.json') as string[]);
  return freeDomains.has(domain);
}
