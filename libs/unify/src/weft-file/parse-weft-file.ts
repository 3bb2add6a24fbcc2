import { LineCounter, parseDocument, visit } from 'yaml';
import { compareText } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { connectorsOf, expandPreset, expandPresets } from './expand-preset.ts';
import { type Finding, type Path, Place } from './place.ts';
import { readIntegration, readIntegrations } from './read-integrations.ts';
import { readModel } from './read-model.ts';
import { readSources } from './read-sources.ts';
import { checkIntegrationName } from './source-reference.ts';
import { relatedFaults } from './related-faults.ts';
import type { WeftFile } from './weft-file.ts';
import { WeftFileError, type WeftFileFault } from './weft-file-error.ts';
import { YamlLines } from './yaml-lines.ts';

/**
 * Reads and checks a weft.yaml. YAML anchors, aliases and merge keys (`<<`) may be used.
 *
 * @param fileName only for the error's message
 * @throws WeftFileError with every fault of the file. Of a file that is no YAML only the syntax is reported, since
 *   anything else would be a guess.
 */
export function parseWeftFile(text: string, fileName: string): WeftFile {
  return parseYaml(text, fileName, readFile);
}

/**
 * Reads and checks a file of models: a weft.yaml, or one model by itself (`fields: …` at the top). Models may go without
 * sources, and a source may be called by one word, since such files are used beside records that are in no stream.
 * @throws WeftFileError with every fault of the file
 */
export function parseModelFile(text: string, fileName: string): UnifiedModel[] {
  return parseYaml(text, fileName, (place) => {
    if (place.has('fields')) return [readModel('model', place, { loose: true })];
    const { models } = place.members(['integrations', 'sources', 'models']);
    return models.entries('models').map(([name, model]) => readModel(name, model, { loose: true }));
  });
}

function parseYaml<T>(text: string, fileName: string, read: (place: Place) => T): T {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, stringKeys: true, merge: true });
  const lines = new YamlLines(document, counter);
  const at = (offset: number) => ({ path: pathText(lines.pathAt(offset)), line: lines.lineAt(offset) });
  const faults = document.errors.map(({ code, message, pos: [offset] }): WeftFileFault => {
    const what = code === 'DUPLICATE_KEY' ? 'is written twice in the same mapping' : `is not valid YAML: ${message}`;
    return { ...at(offset), message: what };
  });
  visit(document, {
    // A double would alter it: the text of the file is kept, as for values of records.
    Scalar: (_, scalar) => {
      if (typeof scalar.value !== 'number' || !/^[-+]?\d+$/.test(scalar.source ?? '')) return;
      if (!Number.isSafeInteger(scalar.value)) scalar.value = scalar.source;
    },
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      faults.push({
        ...at(alias.range?.[0] ?? 0),
        message: `uses *${alias.source}, but no &${alias.source} stands above it`,
      });
    },
  });
  if (faults.length > document.errors.filter(({ code }) => code === 'DUPLICATE_KEY').length) {
    throw new WeftFileError(fileName, inOrder(faults));
  }
  const findings: Finding[] = [];
  const file = read(new Place(toPlain(document, findings), [], findings));
  faults.push(...findings.map(({ path, message }) => ({ path: pathText(path), line: lines.lineOf(path), message })));
  if (faults.length > 0) throw new WeftFileError(fileName, inOrder(faults));
  return file;
}

/**
 * Checks one model's definition in the form it has in weft.yaml, as an API may be sent it.
 * @throws WeftFileError with every fault, without lines
 */
export function parseModel(name: string, definition: unknown): UnifiedModel {
  return parsePart(`model ${name}`, definition, (place) => readModel(name, place));
}

/** As {@link parseModel}, with the definition as weft.yaml would have it, its preset written out. */
export function parseWrittenModel(name: string, definition: unknown): { model: UnifiedModel; written: unknown } {
  return parsePart(`model ${name}`, definition, (place) => {
    const expanded = expandPreset(place);
    return { model: readModel(name, expanded), written: expanded.value };
  });
}

/**
 * Checks one integration's definition in the form it has in weft.yaml.
 * @throws WeftFileError with every fault, without lines
 */
export function parseIntegration(name: string, definition: unknown): WeftFile['integrations'][string] {
  return parsePart(`integration ${name}`, definition, (place) => {
    checkIntegrationName(name, place);
    return readIntegration(place);
  });
}

function parsePart<T>(what: string, definition: unknown, read: (place: Place) => T): T {
  const findings: Finding[] = [];
  const part = read(new Place(definition, [], findings));
  if (findings.length === 0) return part;
  throw new WeftFileError(
    what,
    findings.map(({ path, message }) => ({ path: pathText(path), line: 0, message })),
  );
}

function readFile(place: Place): WeftFile {
  const { integrations, sources, models } = place.members(['integrations', 'sources', 'models']);
  const definitions = expandPresets(models, connectorsOf(integrations));
  const read = definitions.map(([name, model]) => readModel(name, model));
  const places = new Map(definitions);
  for (const { model, rollup, option, message } of relatedFaults(read)) {
    places.get(model)!.below('rollups', rollup, option).fault(message);
  }
  return {
    integrations: readIntegrations(integrations),
    sources: readSources(sources),
    models: read,
    written: Object.fromEntries(definitions.map(([name, { value }]) => [name, value])),
  };
}

function toPlain(document: ReturnType<typeof parseDocument>, findings: Finding[]): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    findings.push({ path: [], message: `has aliases that cannot be resolved: ${error.message}` });
    return undefined;
  }
}

/** `models.customer.sources["salesforce.Account"].map.name`, `sources[0].schedule`. */
export function pathText(path: Path): string {
  const text = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return text.join('').replace(/^\./, '') || '(file)';
}

/** By line, then by path. */
export function inOrder(faults: readonly WeftFileFault[]): WeftFileFault[] {
  return [...faults].sort((a, b) => a.line - b.line || compareText(a.path, b.path));
}
