import { existsSync, readFileSync } from 'node:fs';

/** Weft's version: that of the nearest package.json above, since how far up it is differs between source and build. */
export function weftVersion(): string {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  return (JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { version: string }).version;
}
