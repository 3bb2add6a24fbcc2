import { readFile } from 'node:fs/promises';
import { transform } from '@swc/core';

const ROOT = new URL('../../', import.meta.url);
const LIBRARY = /^@app\/([^/]+)$/;

/** `@app/unify` is the library's source, as in tsconfig.json. */
export async function resolve(specifier, context, next) {
  const library = LIBRARY.exec(specifier)?.[1];
  return next(library ? new URL(`libs/${library}/src/index.ts`, ROOT).href : specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = new URL(url).pathname;
  const { code } = await transform(await readFile(new URL(url), 'utf8'), { filename, sourceMaps: 'inline' });
  return { format: 'module', source: code, shortCircuit: true };
}
