/**
 * `npm test`: sets up what is missing, then lint, types, build and all tests; stops at the first stage that fails. The last
 * line is `N passed, M failed`. Further arguments go to jest: `npm test -- diff`.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBuilt, ensureInstalled, ROOT, SetupError } from './setup.mjs';

const SUMMARY = /^\d+ passed, \d+ failed(, \d+ skipped)?$/;
/** Of the property tests: the same in every whole run, see test/support/seed-properties.ts. */
const SEED = '20261122';
const tool = (path) => join(ROOT, 'node_modules', path);

const stages = [
  { name: 'install', run: ensureInstalled },
  {
    name: 'lint',
    run: () => node([tool('oxlint/bin/oxlint'), '--deny-warnings']),
    hint: 'The house rules and their reasons are in CONTRIBUTING.md.',
  },
  {
    name: 'format',
    run: () => node([tool('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']),
    hint: '`npm run format` mends it.',
  },
  { name: 'types', run: () => node([tool('typescript/bin/tsc'), '--noEmit']) },
  { name: 'build', run: ensureBuilt },
  { name: 'tests', run: runJest },
];

// Ctrl-C reaches the tools too, as they are in our process group: let them clean up, and end after them.
process.on('SIGINT', () => undefined);

let summary;
for (const { name, run, hint = '' } of stages) {
  process.stderr.write(`── ${name}\n`);
  try {
    await run();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`\nnpm test stopped at ${name}: ${error.message}${hint && `. ${hint}`}\n`);
    process.exitCode = 1;
    break;
  }
}
// A stage that failed before any test ran is a failure too.
process.stdout.write(`${summary ?? '0 passed, 1 failed'}\n`);

async function runJest() {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  await node([...flags, tool('jest/bin/jest.js'), '--seed', SEED, ...process.argv.slice(2)], (line) => {
    // Kept for the end: whatever else has something to say, the summary is the last line.
    if (SUMMARY.test(line)) summary = line;
    else process.stdout.write(`${line}\n`);
  });
}

/**
 * Runs a Node program and rejects when it fails.
 * @param {string[]} args
 * @param {(line: string) => void} [onLine] takes its standard output, which else is ours
 */
function node(args, onLine) {
  return new Promise((resolve, reject) => {
    const stdio = ['inherit', onLine ? 'pipe' : 'inherit', 'inherit'];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio });
    if (onLine) createInterface({ input: child.stdout }).on('line', onLine);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new SetupError(signal ? `it was ended by ${signal}` : 'see above'));
    });
  });
}
