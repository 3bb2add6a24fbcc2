import { integrationPresets } from '../presets/read-presets.ts';
import { parseIntegration } from '../weft-file/parse-weft-file.ts';
import type { StreamDeclaration } from '../weft-file/weft-file.ts';
import { guessKey } from './guess-key.ts';
import { type Recognised, recogniseConnector } from './recognise-connector.ts';
import { measure, type MeasuredPath, type StreamSample } from './stream-sample.ts';

/** A stream and what weft.yaml should say of it. */
export interface DraftStream {
  readonly sample: StreamSample;
  readonly measured: readonly MeasuredPath[];
  /** What the file has to say itself; undefined where the preset says all. */
  readonly declared: { readonly key: readonly string[] | 'none' } | undefined;
  readonly because: string;
}

/** An integration and what weft.yaml should say of it. */
export interface DraftIntegration {
  readonly name: string;
  readonly recognised: Recognised | undefined;
  readonly streams: readonly DraftStream[];
}

/** Drafts the integrations of these streams, by name. */
export function draftIntegrations(samples: readonly StreamSample[]): DraftIntegration[] {
  const names = [...new Set(samples.map(({ integration }) => integration))].sort();
  return names.map((name) => {
    const own = samples.filter(({ integration }) => integration === name);
    const recognised = own
      .map(({ columns }) => recogniseConnector(name, columns))
      .find((connector) => connector !== undefined);
    const presets = recognised === undefined ? {} : presetStreams(recognised.connector);
    return { name, recognised, streams: own.map((sample) => draftStream(sample, presets[sample.stream])) };
  });
}

function presetStreams(connector: string): Readonly<Record<string, StreamDeclaration>> {
  return parseIntegration(connector, integrationPresets()[connector]).streams;
}

function draftStream(sample: StreamSample, preset: StreamDeclaration | undefined): DraftStream {
  const measured = measure(sample);
  const draft = (key: readonly string[], because: string): DraftStream => ({
    sample,
    measured,
    declared: sameKey(key, preset?.key) ? undefined : { key: key.length === 0 ? 'none' : key },
    because,
  });
  if (sample.key !== undefined) return draft(sample.key, `it is kept under this key (${sample.from})`);
  if (preset?.key === 'none') return draft([], 'the preset knows it as a report without a key');
  if (preset?.key !== undefined && tellsApart(preset.key, sample)) return draft(preset.key, 'by the preset');
  const { key, because } = guessKey(sample, measured);
  return draft(key, because);
}

function tellsApart(key: readonly string[], { columns, records }: StreamSample): boolean {
  if (!key.every((column) => columns.includes(column))) return false;
  const values = records.map((record) => JSON.stringify(key.map((column) => record[column] ?? null)));
  return new Set(values).size === records.length;
}

function sameKey(key: readonly string[], preset: StreamDeclaration['key']): boolean {
  if (preset === undefined) return false;
  return JSON.stringify(preset === 'none' ? [] : preset) === JSON.stringify(key);
}
