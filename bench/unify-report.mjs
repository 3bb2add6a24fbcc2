import { cpus } from 'node:os';
import Table from 'cli-table3';

/** The result as text: tables, or JSON with the same numbers. */
export function reportUnify({ seed, json, load }, results) {
  const lines = results.map(lineOf);
  if (json) return `${JSON.stringify({ seed, cores: cpus().length, load_before: load, sizes: lines })}\n`;
  const busy = load > cpus().length / 4 ? `The machine was busy before (load ${load}): repeat when it is not.\n` : '';
  return `${busy}${fullTable(lines)}\n${deltaTable(lines)}\n${qualityTable(lines)}\n`;
}

function lineOf({ records, full, again, follow, quality }) {
  const runs = (count) => follow.result.filter((each) => each.records === count);
  const thousand = runs(1000);
  const single = runs(1);
  return {
    records,
    full_seconds: full.result.seconds,
    full_cpu_seconds: full.result.cpu,
    full_records_per_second: records / full.result.seconds,
    full_peak_mb: full.peakMb,
    full_postgres_mb: full.postgresMb,
    again_seconds: again.result.seconds,
    again_peak_mb: again.peakMb,
    thousand_unify_ms: median(thousand.map(({ seconds }) => seconds)) * 1000,
    thousand_cpu_ms: median(thousand.map(({ cpu }) => cpu)) * 1000,
    thousand_end_to_end_ms: median(thousand.map(({ seconds, ingest }) => seconds + ingest)) * 1000,
    one_unify_ms: median(single.map(({ seconds }) => seconds)) * 1000,
    one_end_to_end_ms: median(single.map(({ seconds, ingest }) => seconds + ingest)) * 1000,
    follow_peak_mb: follow.peakMb,
    ...quality,
  };
}

const fullTable = (lines) =>
  table(
    ['full run', 'first', 'CPU', 'records/s', 'worker', 'Postgres', 're-run, nothing changed', 'worker'],
    lines.map((each) => [
      each.records.toLocaleString('en'),
      `${each.full_seconds.toFixed(1)} s`,
      `${each.full_cpu_seconds.toFixed(1)} s`,
      thousands(each.full_records_per_second),
      `${Math.round(each.full_peak_mb)} MB`,
      `${Math.round(each.full_postgres_mb)} MB`,
      `${each.again_seconds.toFixed(1)} s`,
      `${Math.round(each.again_peak_mb)} MB`,
    ]),
  );

const deltaTable = (lines) =>
  table(
    [
      'incremental on',
      '1,000 changed',
      'with ingest',
      'each',
      'to the first size',
      '1 changed',
      'with ingest',
      'worker',
    ],
    lines.map((each) => [
      each.records.toLocaleString('en'),
      `${Math.round(each.thousand_unify_ms)} ms`,
      `${Math.round(each.thousand_end_to_end_ms)} ms`,
      `${(each.thousand_unify_ms / 1000).toFixed(2)} ms`,
      `${(each.thousand_unify_ms / lines[0].thousand_unify_ms).toFixed(2)} ×`,
      `${Math.round(each.one_unify_ms)} ms`,
      `${Math.round(each.one_end_to_end_ms)} ms`,
      `${Math.round(each.follow_peak_mb)} MB`,
    ]),
  );

const qualityTable = (lines) =>
  table(
    ['records', 'unified', 'largest', 'precision', 'recall', 'F1'],
    lines.map((each) => [
      each.records.toLocaleString('en'),
      each.unified.toLocaleString('en'),
      each.largest,
      ...[each.precision, each.recall, each.f1].map((share) => `${(share * 100).toFixed(1)} %`),
    ]),
  );

function table(head, rows) {
  const colAligns = head.map((_, i) => (i === 0 ? 'left' : 'right'));
  const shown = new Table({ head, colAligns, style: { head: [], border: [] } });
  shown.push(...rows);
  return shown.toString();
}

const thousands = (number) => Math.round(number).toLocaleString('en');

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
