import { listIntegrations, type Queryable, rows, sql } from '@app/snapshot-core';
import { sourceName } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { MODEL_PRESETS, modelPreset } from '../presets/read-presets.ts';
import { didYouMean } from '../weft-file/did-you-mean.ts';

/**
 * What a model may say, but hardly means: a field without values, and a stream that nobody has. A stream may be declared
 * before its first sync, so only one of an integration that is known, or a name that is nearly a known one, is told; and
 * none of a preset, which names what any tenant might have.
 */
export async function modelWarnings(tx: Queryable, model: UnifiedModel): Promise<string[]> {
  const known = await knownStreams(tx);
  const integrations = new Set([...known].map((stream) => stream.slice(0, stream.indexOf('.'))));
  const streams = model.sources.flatMap((source) => {
    const name = sourceName(source);
    if (known.has(name) || presetSources().has(name)) return [];
    const hint = didYouMean(name, known);
    if (hint === '' && !integrations.has(source.integration)) return [];
    return [`sources: no tenant has a stream ${name}, and no integration declares it${hint}`];
  });
  const fields = model.order
    .filter((field) => !model.sources.some(({ map }) => Object.hasOwn(map, field)))
    .map((field) => `fields.${field}: no source says where its values come from`);
  return model.sources.length === 0 ? streams : [...streams, ...fields];
}

/** Sources of every preset, `connector.stream`. */
function presetSources(): Set<string> {
  return new Set(MODEL_PRESETS.flatMap((name) => Object.keys(modelPreset(name).sources as object)));
}

/** Streams that an integration declares or a tenant has, `integration.stream`. */
async function knownStreams(tx: Queryable): Promise<Set<string>> {
  const declared = (await listIntegrations(tx)).flatMap(({ name, streams }) =>
    Object.keys(streams).map((stream) => sourceName({ integration: name, stream })),
  );
  const synced = await rows<{ name: string }>(
    tx,
    sql`
      select distinct integration || '.' || name as name
      from weft.stream
      where key_columns is not null and integration <> 'unified'`,
  );
  return new Set([...declared, ...synced.map(({ name }) => name)]);
}
