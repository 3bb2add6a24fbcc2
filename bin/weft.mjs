#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/apps/cli/apps/cli/src/main.js', import.meta.url);

if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write(
    'error: Weft is not built yet. Run `npm run build` in its folder (or `npm run demo`, which does everything).\n',
  );
  process.exitCode = 1;
}
