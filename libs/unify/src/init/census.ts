import type { ModelSource } from '../model/unified-model.ts';
import type { ModelPreset } from '../presets/read-presets.ts';
import { belongs, projectRecord } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import type { StreamSample } from './stream-sample.ts';
import { whoIs } from './who-is.ts';

/** What the names of a stream look like. */
export interface Census {
  readonly names: number;
  readonly companies: number;
  readonly people: number;
  readonly unclear: number;
  /** One of each. */
  readonly examples: { readonly company?: string; readonly person?: string };
}

/** Records that are looked at. */
const LOOKED_AT = 500;
/** So many names, and so large a share of them, must tell. */
const LEAST_TOLD = 5;
const SHARE_TOLD = 0.3;
/** From so large a share on, a stream is of one kind. */
const NEARLY_ALL = 0.9;

/** Both models may have the stream, and no record says itself what it is. */
function isEither({ integration, stream }: ModelSource): boolean {
  return (['company', 'person'] satisfies ModelPreset[]).every((preset) => sourceOf(preset, integration, stream));
}

function sourceOf(preset: ModelPreset, integration: string, stream: string): ModelSource | undefined {
  return parseModel(preset, { preset }).sources.find(
    (each) => each.integration === integration && each.stream === stream,
  );
}

/**
 * Counts companies and people among the sampled records of a stream that the presets take for either (Stripe's customers); undefined of
 * any other stream.
 * @param source of a preset, under the connector's name
 */
export function censusOf(source: ModelSource, sample: StreamSample): Census | undefined {
  if (!isEither(source)) return undefined;
  const model = parseModel('person', { preset: 'person' });
  const asPerson = sourceOf('person', source.integration, source.stream)!;
  const own = { ...model, order: Object.keys(source.map) };
  const counts = { names: 0, companies: 0, people: 0, unclear: 0 };
  const examples: { company?: string; person?: string } = {};
  for (const record of sample.records.slice(0, LOOKED_AT)) {
    const ignore = { report: () => undefined };
    const projection = projectRecord(own, source, record, ignore);
    const name = projection.fields['name']?.value ?? null;
    if (name === null || !belongs(source, projection)) continue;
    const { fields } = projectRecord(model, asPerson, record, ignore);
    const value = (field: string): string | null => fields[field]?.value ?? null;
    const who = whoIs({ name, given: value('given_name'), family: value('family_name'), email: value('email') });
    counts.names += 1;
    counts[who === undefined ? 'unclear' : who === 'company' ? 'companies' : 'people'] += 1;
    if (who !== undefined) examples[who] ??= name;
  }
  return counts.names === 0 ? undefined : { ...counts, examples };
}

/** Whether the stream belongs into the model of this preset: unless nearly all that can be told is of the other kind. */
export function isOf(preset: ModelPreset, { names, companies, people }: Census): boolean {
  const told = companies + people;
  if (told < LEAST_TOLD || told < SHARE_TOLD * names) return true;
  return (preset === 'company' ? people : companies) < NEARLY_ALL * told;
}
