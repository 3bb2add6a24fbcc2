/**
 * `npm run bench -- ingest|unify|linkage [options]`: measures Weft, ingest beside its peers, in one go on one machine. Numbers of
 * different goes are not to be compared: quote the ratios.
 */
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureInstalled, SetupError } from '../scripts/setup.mjs';

const USAGE = `usage: npm run bench -- ingest [options]
  --rows N      rows of the extract (default 1000000; one has 20 columns and some 284 bytes)
  --tenants N   tenants of the many-small-syncs case, of 100 rows each (default 1000)
  --runs K      the median of so many is shown (default 3)
  --no-baseline leave out the pandas baseline, which takes most of the time
       npm run bench -- unify [options]
  --sizes N,…   source records of two integrations (default 100000,500000,1000000)
  --cpu-profile DIR  write a CPU profile of each measured process
       npm run bench -- linkage     F1 of the labelled sets of ../shared/data, without labels
       all
  --seed N      other data of the same kind (default 1)
  --json        print JSON instead of a table
`;

const options = {
  rows: { type: 'string', default: '1000000' },
  tenants: { type: 'string', default: '1000' },
  runs: { type: 'string', default: '3' },
  sizes: { type: 'string', default: '100000,500000,1000000' },
  seed: { type: 'string', default: '1' },
  'no-baseline': { type: 'boolean', default: false },
  'cpu-profile': { type: 'string' },
  json: { type: 'boolean', default: false },
};

const asked = readArguments();
if (asked === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  await run(asked);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [rows, tenants, runs, seed] = [values.rows, values.tenants, values.runs, values.seed].map(Number);
    const sizes = values.sizes.split(',').map(Number);
    const whole = [rows, tenants, runs, seed, ...sizes].every((number) => Number.isInteger(number) && number > 0);
    const [what] = positionals;
    if (!whole || positionals.length !== 1 || !['ingest', 'unify', 'linkage'].includes(what)) return undefined;
    const { json, 'no-baseline': bare, 'cpu-profile': profile } = values;
    return { what, rows, tenants, runs, sizes, seed, baseline: !bare, profile, json };
  } catch {
    return undefined; // an option that is none
  }
}

async function run(settings) {
  try {
    ensureInstalled();
    ensureBuilt();
    if (settings.what === 'linkage') (await import('./linkage.mjs')).benchLinkage(settings);
    else if (settings.what === 'unify') await (await import('./unify.mjs')).benchUnify(settings);
    else await (await import('./ingest.mjs')).benchIngest(settings);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`error: the bench cannot start: ${error.message}. Mend that and run it again.\n`);
    process.exitCode = 1;
  }
}
