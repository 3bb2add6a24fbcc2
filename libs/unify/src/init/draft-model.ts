import { sourceName } from '../model/source-record.ts';
import type { SemanticType } from '../model/semantic-types.ts';
import type { Mapping, ModelSource, UnifiedModel } from '../model/unified-model.ts';
import { MODEL_PRESETS, type ModelPreset } from '../presets/read-presets.ts';
import { belongs, projectRecord } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import type { DraftIntegration, DraftStream } from './draft-integration.ts';
import { guessType } from './guess-type.ts';
import { type Census, censusOf, isOf } from './census.ts';

/** A stream that feeds a drafted model. */
export interface DraftSource {
  /** `integration.stream` */
  readonly source: string;
  /** Entries that the file has to make itself: field → mapping, and why. Empty where the preset has them all. */
  readonly own: readonly { readonly field: string; readonly mapping: Mapping; readonly because: string }[];
  readonly known: boolean;
  /** Share of the sampled entities that have a value, by field. */
  readonly filled: Readonly<Record<string, number>>;
  /** Of a stream whose records may be companies or people: what the sampled names look like. */
  readonly census?: Census;
}

export interface DraftModel {
  readonly preset: ModelPreset;
  readonly sources: readonly DraftSource[];
  /** Streams that the preset has, but whose records look like the other kind: the file takes them out. */
  readonly leftOut: readonly DraftSource[];
}

/** Records that are projected to see how well a mapping fits. */
const PROJECTED = 200;
/** A source from which hardly a record is an entity of the model is no reason to have it. */
const ENOUGH = 0.1;

/** The models that these integrations can feed. */
export function draftModels(integrations: readonly DraftIntegration[]): DraftModel[] {
  return MODEL_PRESETS.flatMap((preset) => {
    const model = parseModel(preset, { preset });
    const sources = integrations.flatMap((integration) =>
      integration.streams.flatMap((stream) => draftSource(model, preset, integration, stream) ?? []),
    );
    const isFit = ({ census }: DraftSource): boolean => census === undefined || isOf(preset, census);
    const [fit, leftOut] = [sources.filter(isFit), sources.filter((source) => !isFit(source))];
    return sources.length === 0 ? [] : [{ preset, sources: fit, leftOut }];
  });
}

function draftSource(
  model: UnifiedModel,
  preset: ModelPreset,
  { recognised }: DraftIntegration,
  stream: DraftStream,
): DraftSource | undefined {
  const { sample } = stream;
  const known = model.sources.find(
    (source) => source.integration === recognised?.connector && source.stream === sample.stream,
  );
  if (known === undefined && recognised !== undefined) return undefined; // the presets know its streams
  const guessed = guessMap(preset, stream);
  if (known === undefined && !isEntity(preset, sample.stream, guessed)) return undefined;
  const before = known && filledBy(model, known, stream);
  if (known !== undefined && before === undefined) return undefined;
  const own = guessed.filter(({ field }) => known === undefined || (before?.[field] ?? 0) === 0);
  const map = { ...known?.map, ...Object.fromEntries(own.map(({ field, mapping }) => [field, mapping])) };
  const source: ModelSource = {
    ...(known ?? { unique: false }),
    integration: sample.integration,
    stream: sample.stream,
    map,
  };
  const census = known && censusOf(known, sample);
  return {
    source: sourceName(sample),
    own,
    known: known !== undefined,
    filled: filledBy(model, source, stream) ?? {},
    ...(census && { census }),
  };
}

/** Share of the entities that have a value, by field; undefined when the stream has too few entities of the model. */
function filledBy(
  model: UnifiedModel,
  source: ModelSource,
  { sample }: DraftStream,
): Record<string, number> | undefined {
  const records = sample.records.slice(0, PROJECTED);
  const projections = records
    .map((record) => projectRecord(model, source, record, { report: () => undefined }))
    .filter((projection) => belongs(source, projection));
  if (records.length > 0 && projections.length < records.length * ENOUGH) return undefined;
  const share = (field: string): number =>
    projections.filter(({ fields }) => (fields[field]?.value ?? null) !== null).length /
    Math.max(projections.length, 1);
  return Object.fromEntries(model.order.map((field) => [field, share(field)]));
}

/** Which field of the presets takes a column of this meaning. */
const FIELD_OF: Readonly<Record<'company' | 'person', Partial<Record<SemanticType, string>>>> = {
  company: {
    company_name: 'name',
    email: 'email',
    phone: 'phone',
    domain: 'website',
    street: 'street',
    city: 'city',
    region: 'region',
    postcode: 'postcode',
    country: 'country',
  },
  person: {
    person_name: 'name',
    given_name: 'given_name',
    family_name: 'family_name',
    email: 'email',
    phone: 'phone',
    company_name: 'company',
    street: 'street',
    city: 'city',
    region: 'region',
    postcode: 'postcode',
    country: 'country',
  },
};

/** For each field the column that means it and is filled most often; of equals the first. */
function guessMap(preset: ModelPreset, { sample, measured }: DraftStream): DraftSource['own'][number][] {
  if (preset !== 'company' && preset !== 'person') return [];
  const best = new Map<string, { present: number; mapping: string; because: string }>();
  for (const path of measured) {
    const guessed = guessType(sample.stream, path);
    const field = guessed && FIELD_OF[preset][guessed.type];
    if (guessed === undefined || field === undefined || path.present <= (best.get(field)?.present ?? 0)) continue;
    best.set(field, { present: path.present, mapping: path.path, because: guessed.because });
  }
  return [...best].map(([field, { mapping, because }]) => ({ field, mapping, because }));
}

/** Whether a stream that no preset knows has entities of the model: a name of its kind, and something beside it. */
function isEntity(preset: ModelPreset, stream: string, guessed: DraftSource['own']): boolean {
  const has = (...fields: string[]): boolean => fields.some((field) => guessed.some((each) => each.field === field));
  const person = has('given_name', 'family_name') || (preset === 'person' && has('name'));
  const beside = has('email', 'phone', 'website', 'street', 'postcode', 'city');
  if (preset === 'person') return person && beside;
  const people = /contact|person|people|lead|user|employee|member/i.test(stream);
  return preset === 'company' && has('name') && beside && !people;
}
