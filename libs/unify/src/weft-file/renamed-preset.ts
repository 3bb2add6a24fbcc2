import { objectOf, type Written } from '../overlay/written.ts';

/** What a file has that presets name: a preset is written without knowing how a file calls things. */
export interface PresetNames {
  /** Connector → the integrations of the file that are of it; a connector that none is of goes by its own name. */
  readonly connectors: ReadonlyMap<string, readonly string[]>;
  /** Preset of a model → the model of the file that has it. Relations and roll-ups to others are left out. */
  readonly models: ReadonlyMap<string, string>;
}

/**
 * A preset under the names that a file has: its sources, orders of trust and references under those of the file's integrations,
 * its relations and roll-ups under those of the file's models. One to a model that the file does not have is left out, as is
 * one that has the name of a field of the model's own.
 */
export function renamedPreset(preset: Written, { connectors, models }: PresetNames, own: Written): Written {
  const namesOf = (source: string): string[] => {
    const [connector = '', ...stream] = source.split('.');
    return (connectors.get(connector) ?? [connector]).map((name) => [name, ...stream].join('.'));
  };
  const isTaken = (name: string): boolean => Object.hasOwn(objectOf(own.fields), name);
  const sources = Object.entries(objectOf(preset.sources)).flatMap(([source, definition]) =>
    namesOf(source).map((name) => [name, definition] as const),
  );
  const survive = Object.entries(objectOf(preset.survive)).map(
    ([field, rule]) => [field, Array.isArray(rule) ? (rule as string[]).flatMap(namesOf) : rule] as const,
  );
  const relations = Object.entries(objectOf(preset.relations)).flatMap(([name, relation]) => {
    const { to, from } = relation as { to: string; from: Written };
    const target = models.get(to);
    if (target === undefined || isTaken(name)) return [];
    const renamed = Object.entries(from).flatMap(([source, targets]) =>
      namesOf(source).map((each) => [each, ofIntegration(each, targets as Written)] as const),
    );
    return [[name, { to: target, from: Object.fromEntries(renamed) }] as const];
  });
  const rollups = Object.entries(objectOf(preset.rollups)).flatMap(([name, rollup]) => {
    const of = models.get((rollup as { of: string }).of);
    return of === undefined || isTaken(name) ? [] : [[name, { ...(rollup as Written), of }] as const];
  });
  return {
    ...preset,
    sources: Object.fromEntries(sources),
    survive: Object.fromEntries(survive),
    relations: Object.fromEntries(relations),
    rollups: Object.fromEntries(rollups),
  };
}

/** A record refers to records of its own integration: `crm-eu.contacts` to `crm-eu.companies`. */
function ofIntegration(source: string, targets: Written): Written {
  const integration = source.slice(0, source.indexOf('.'));
  return Object.fromEntries(
    Object.entries(targets).map(([target, mapping]) => [`${integration}${target.slice(target.indexOf('.'))}`, mapping]),
  );
}
