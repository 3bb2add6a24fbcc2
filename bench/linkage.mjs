import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DATA = fileURLToPath(new URL('../../shared/data/linkage/', import.meta.url));
const BIN = fileURLToPath(new URL('../bin/weft.mjs', import.meta.url));
/** Least F1 in percent of each set that is in ../shared/data. */
const SETS = { 'orgs-hard': 96, 'chicago-early-childhood': 91, febrl4: 99.5, 'historical-50k': 83 };

/** Evaluates the model of each labelled set and prints its numbers; a set that is not on this machine is left out, and said so. */
export function benchLinkage({ json }) {
  for (const [set, least] of Object.entries(SETS)) {
    const dir = `${DATA}${set}/`;
    if (!existsSync(dir)) {
      process.stderr.write(`skipped: ${set} is not in ../shared/data/linkage\n`);
      continue;
    }
    const model = fileURLToPath(new URL(`linkage/${set}.yaml`, import.meta.url));
    const two = existsSync(`${dir}a.csv`);
    const records = two ? ['--left', `${dir}a.csv`, '--right', `${dir}b.csv`] : ['--records', `${dir}records.csv`];
    const args = [BIN, 'evaluate', model, ...records, '--truth', `${dir}truth.csv`, '--json'];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (status !== 0) throw new Error(`weft evaluate ${set} ended with ${status}: ${stderr}`);
    const found = JSON.parse(stdout);
    process.stdout.write(json ? `${JSON.stringify({ set, least, ...found })}\n` : line(set, least, found));
  }
}

function line(set, least, { precision, recall, f1, candidate_pairs, ms }) {
  const [p, r, f] = [precision, recall, f1].map((fraction) => (100 * fraction).toFixed(2).padStart(6));
  const pairs = String(candidate_pairs).padStart(8);
  return `${set.padEnd(24)} P ${p}  R ${r}  F1 ${f} (at least ${least})  ${pairs} pairs  ${(ms / 1000).toFixed(1)} s\n`;
}
