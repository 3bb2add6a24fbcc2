import { type AppliedLine, type PlannedSettings, type PlannedUnify, planModels, type WeftFile } from '@app/unify';
import { changeLines } from '../output/change-lines.ts';
import { note } from '../output/note.ts';
import type { Printer } from '../output/printer.ts';
import { style } from '../output/style.ts';
import { count, duration, plural, quoted, shortened, visible } from '../output/text.ts';
import type { Session } from '../session.ts';

interface Planned {
  file: WeftFile;
  lines: readonly AppliedLine[];
  settings: readonly PlannedSettings[];
}

interface Options {
  tenant?: string;
  tenants: number;
  samples: number;
  json?: true;
}

/** What a weft.yaml would do to streams and unified records, tenant by tenant, as it is found. */
export async function showPlan(
  { db, signal }: Pick<Session, 'db' | 'signal'>,
  printer: Printer,
  { file, lines, settings }: Planned,
  { json, ...options }: Options,
): Promise<void> {
  for (const each of settings) {
    await (json ? printer.json({ what: 'settings', ...each }) : printer.text(settingLines(each)));
  }
  const changed = new Set(
    lines.filter((line) => line.what === 'model' && line.change !== 'unchanged').map(({ name }) => name),
  );
  const models = file.models.filter(({ name }) => changed.has(name));
  const definitions = models.map((model) => ({ model, written: file.written[model.name] }));
  const effects = planModels(db, definitions, {
    ...options,
    signal,
    onBegin: ({ tenant, model }) => note(`unifying ${model} of ${tenant}, to be undone …`),
    onLeftOut: (left) =>
      note(
        `${left.model}: ${plural(left.tenants, 'further tenant')} not looked at; --tenant names one, --tenants raises the bound.`,
      ),
  });
  for await (const effect of effects) {
    await (json ? printer.json({ what: 'unify', ...effect }) : printer.text(effectLines(effect)));
  }
}

function settingLines({ integration, stream, changes, tenants, records, effects }: PlannedSettings): string {
  const head = `\n${style.name(`${integration}.${stream}`)}  ${plural(tenants, 'tenant')}, ${plural(records, 'record')}\n`;
  const changed = changes.map(
    ({ setting, before, after }) =>
      `  ${setting}: ${shortened(quoted(before), 60)} → ${shortened(quoted(after), 60)}\n`,
  );
  return `${head}${changed.join('')}${effects.map((effect) => `  ${effect}\n`).join('')}`;
}

function effectLines({ tenant, model, samples, hints, follows, fault, ms, ...counts }: PlannedUnify): string {
  const head = `\n${style.name(`${tenant}  unified.${model}`)}  ${style.faint(duration(ms))}\n`;
  if (fault !== null) return `${head}  ${style.problem('would fail:')} ${fault}\n`;
  const kinds = (['created', 'updated', 'merged', 'split', 'deleted', 'unchanged'] as const).map(
    (kind) => `${count(counts[kind])} ${kind}`,
  );
  const told = hints.map(({ message }) => `  ${style.warning('hint:')} ${visible(message)}\n`);
  const after = follows.map(
    (each) =>
      `  ${style.faint('then')} ${plural(each.updated, 'record')} of ${each.model} updated, by what they show of each other\n` +
      each.samples.map((change) => changeLines(change, '    ')).join(''),
  );
  return `${head}  ${kinds.join(', ')}\n${told.join('')}${samples.map((change) => changeLines(change, '  ')).join('')}${after.join('')}`;
}
