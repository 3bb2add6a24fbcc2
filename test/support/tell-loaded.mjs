/** Loaded into a process that is watched: as its last line on standard error, the packages whose CommonJS parts it loaded. */
import { createRequire } from 'node:module';

const { cache } = createRequire(import.meta.url);
process.on('exit', () => {
  const packages = Object.keys(cache).map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  process.stderr.write(`\nloaded ${[...new Set(packages)].join(' ')}\n`);
});
