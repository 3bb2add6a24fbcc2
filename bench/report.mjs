import { cpus } from 'node:os';
import Table from 'cli-table3';

/** The result as text: a table, or JSON with the same numbers. */
export function report({ rows, runs, json, load }, pandas, cases, small) {
  const result = {
    rows,
    runs,
    cores: cpus().length,
    load_before: load,
    pandas: pandas?.version ?? null,
    cases: cases.map(fileResult),
    small: small.map(smallResult),
  };
  return json ? `${JSON.stringify(result)}\n` : text(result);
}

/** Seconds are medians, memory the most that was seen. */
function fileResult({ name, reach, file, weft, baseline, baselineMb, checksum }) {
  const seconds = median(weft.map((each) => each.seconds));
  const baselineSeconds = baseline.length > 0 ? median(baseline) : null;
  const checksumSeconds = median(checksum);
  return {
    name,
    rows: file.rows,
    mb: file.bytes / 1e6,
    seconds,
    rows_per_second: file.rows / seconds,
    mb_per_second: file.bytes / 1e6 / seconds,
    worker_peak_mb: most(weft, 'peakMb'),
    postgres_peak_mb: most(weft, 'postgresMb'),
    baseline_seconds: baselineSeconds,
    baseline_peak_mb: baseline.length > 0 ? Math.max(...baselineMb) : null,
    ratio: baselineSeconds && baselineSeconds / seconds,
    reach,
    md5_seconds: checksumSeconds,
    times_md5: seconds / checksumSeconds,
  };
}

function smallResult({ name, reach, small, weft }) {
  const seconds = median(weft.map((each) => each.seconds));
  return {
    name,
    seconds,
    syncs_per_second: small.tenants / seconds,
    rows_per_second: (small.tenants * small.rows) / seconds,
    reach,
    worker_peak_mb: most(weft, 'peakMb'),
    postgres_peak_mb: most(weft, 'postgresMb'),
  };
}

function text({ rows, runs, cores, load_before: load, pandas, cases, small }) {
  const large = new Table({
    head: ['case', 'pandas', 'Weft', 'faster', 'reach', 'rows/s', 'MB/s', 'worker', 'Postgres', '× md5'],
    colAligns: ['left', ...Array.from({ length: 9 }, () => 'right')],
    style: { head: [], border: [] },
  });
  for (const each of cases) {
    large.push([
      each.name,
      each.baseline_seconds === null ? '–' : `${decimals(each.baseline_seconds)} s`,
      `${decimals(each.seconds)} s`,
      each.ratio === null ? '–' : `${decimals(each.ratio)} ×`,
      `${each.reach} ×`,
      thousands(each.rows_per_second),
      decimals(each.mb_per_second),
      `${Math.round(each.worker_peak_mb)} MB`,
      `${Math.round(each.postgres_peak_mb)} MB`,
      decimals(each.times_md5),
    ]);
  }
  const many = new Table({
    head: ['case', 'Weft', 'syncs/s', 'reach', 'rows/s', 'worker', 'Postgres'],
    colAligns: ['left', ...Array.from({ length: 6 }, () => 'right')],
    style: { head: [], border: [] },
  });
  for (const each of small) {
    many.push([
      each.name,
      `${decimals(each.seconds)} s`,
      decimals(each.syncs_per_second),
      each.reach,
      thousands(each.rows_per_second),
      `${Math.round(each.worker_peak_mb)} MB`,
      `${Math.round(each.postgres_peak_mb)} MB`,
    ]);
  }
  const baseline = pandas
    ? `pandas ${pandas}, peak ${Math.round(Math.max(...cases.map((each) => each.baseline_peak_mb)))} MB`
    : 'no baseline';
  const head = `${thousands(rows)} rows × 20 columns, ${Math.round(cases[0].mb)} MB; ${cores} cores; median of ${runs}; ${baseline}`;
  const busy = load > cores / 4 ? `The machine was busy before (load ${decimals(load)}): repeat when it is not.\n` : '';
  return `${head}\n${busy}${large.toString()}\n${many.toString()}\n`;
}

const most = (measured, what) => Math.max(...measured.map((each) => each[what]));

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const thousands = (number) => Math.round(number).toLocaleString('en');

/** Three digits that tell something. */
const decimals = (number) => number.toFixed(Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(number)))));
