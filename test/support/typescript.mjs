/**
 * Lets Node run TypeScript sources: `node --import ./test/support/typescript.mjs some.ts`. For tests that need a process of
 * its own, to kill it for instance, and should not wait for a build.
 */
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
