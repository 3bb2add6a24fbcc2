import { stringify } from 'yaml';
import { draftIntegrations, type DraftIntegration, type DraftStream } from './draft-integration.ts';
import { draftModels, type DraftModel, type DraftSource } from './draft-model.ts';
import type { StreamSample } from './stream-sample.ts';

/** A weft.yaml and what it is about. */
export interface Draft {
  readonly text: string;
  readonly integrations: readonly DraftIntegration[];
  readonly models: readonly DraftModel[];
}

/**
 * Writes a weft.yaml for these streams: integrations with the presets of their connectors, keys measured on the records, models
 * with what feeds them; comments say why. The same samples give the same text, which parses without a fault.
 */
export function draftWeftFile(samples: readonly StreamSample[]): Draft {
  const integrations = draftIntegrations(samples);
  const models = draftModels(integrations);
  const text = [
    '# Written by `weft init` from the streams it found. Read the comments, correct what is wrong, then:',
    '#   weft apply weft.yaml',
    '#   weft sync --tenant <tenant> <folder of sync output>',
    '',
    'integrations:',
    ...integrations.flatMap(integrationLines),
    '',
    '# Where a worker looks for sync output:',
    '# sources:',
    '#   - directory: ./sync-output/{tenant}/{integration}/{stream}-*.csv',
    '#     schedule: "*/15 * * * *"',
    '',
    ...modelSection(models, integrations),
  ];
  return { text: `${text.join('\n')}\n`, integrations, models };
}

function integrationLines({ name, recognised, streams }: DraftIntegration): string[] {
  const own = streams.filter(({ declared }) => declared !== undefined);
  const lines = [`  ${inline(name)}:`];
  if (recognised) {
    lines.push(`    preset: ${recognised.connector} # recognised by ${comment(recognised.because)}`);
    lines.push(...streams.filter((each) => !own.includes(each)).map((each) => `    # ${told(each)}`));
  }
  if (own.length > 0) lines.push('    streams:');
  for (const stream of own) {
    const { key } = stream.declared!;
    lines.push(`      # ${told(stream)}`);
    lines.push(
      `      ${inline(stream.sample.stream)}: { key: ${inline(Array.isArray(key) && key.length === 1 ? key[0] : key)} }`,
    );
  }
  // A mapping of nothing but comments would be null.
  return recognised || own.length > 0 ? lines : [`  ${inline(name)}: {}`];
}

function told({ sample, because }: DraftStream): string {
  const count = `${sample.whole ? '' : 'more than '}${sample.records.length} records`;
  return comment(`${sample.stream}: ${count} in ${sample.from}; key: ${because}`);
}

function modelSection(models: readonly DraftModel[], integrations: readonly DraftIntegration[]): string[] {
  const fed = new Set(models.flatMap(({ sources }) => sources.map(({ source }) => source)));
  const idle = integrations
    .flatMap(({ streams }) => streams.map(({ sample }) => `${sample.integration}.${sample.stream}`))
    .filter((source) => !fed.has(source));
  return [
    ...(models.length === 0
      ? ['# No stream was recognised as companies, people, invoices or products.', 'models: {}']
      : ['models:']),
    ...models.flatMap(modelLines),
    ...(idle.length === 0 ? [] : [comment(`# Not unified: ${idle.join(', ')}`)]),
  ];
}

function modelLines({ preset, sources, leftOut }: DraftModel): string[] {
  const own = sources.filter(({ known, own: entries }) => !known || entries.length > 0);
  if (sources.length === 0) {
    return [
      ...leftOut.map((source) =>
        comment(`  # ${source.source} could be ${preset}: ${lookText(source)}. To have it there, too:`),
      ),
      `  # ${preset}: { preset: ${preset} }`,
    ];
  }
  return [
    `  ${preset}:`,
    `    preset: ${preset}`,
    ...sources.map((source) => comment(`    # ${source.source}: ${filledText(source)}`)),
    ...sources
      .filter(({ census }) => census !== undefined)
      .map((source) =>
        comment(`    # ${source.source}: ${lookText(source)}; \`${inline(source.source)}: null\` takes it out`),
      ),
    ...(own.length + leftOut.length === 0 ? [] : ['    sources:']),
    ...own.flatMap(sourceLines),
    ...leftOut.map((source) =>
      comment(`      ${inline(source.source)}: null # left out: ${lookText(source)}; with {} instead of null it is in`),
    ),
  ];
}

/** `of 200 names 190 look like companies' ("Acme Ltd"), 4 like people's`. */
function lookText({ census }: DraftSource): string {
  const { names, companies, people, examples } = census!;
  const such = (name: string | undefined): string => (name === undefined ? '' : ` (${JSON.stringify(name)})`);
  return `of ${names} names ${companies} look like companies'${such(examples.company)}, ${people} like people's${such(examples.person)}`;
}

function sourceLines({ source, own }: DraftSource): string[] {
  return [
    `      ${inline(source)}:`,
    '        map:',
    ...own.map(({ field, mapping, because }) => `          ${field}: ${inline(mapping)} # ${comment(because)}`),
  ];
}

/** `name 100 %, phone 92 %; nothing for email`. */
function filledText({ filled }: DraftSource): string {
  const present = Object.entries(filled).filter(([, share]) => share > 0);
  const missing = Object.entries(filled).filter(([, share]) => share === 0);
  const shares = present.map(([field, share]) => `${field} ${Math.max(1, Math.round(share * 100))} %`).join(', ');
  const nothing = missing.length === 0 ? '' : `; nothing for ${missing.map(([field]) => field).join(', ')}`;
  return `${shares === '' ? 'no records yet' : shares}${shares === '' ? '' : nothing}`;
}

/** A value on one line, quoted where YAML asks for it. */
function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
}

/** Names come from the data: one with a line break in it must not end the comment. */
const comment = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
