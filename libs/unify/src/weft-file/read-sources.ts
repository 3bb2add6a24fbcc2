import { validateCronExpression } from 'cron';
import type { Place } from './place.ts';
import type { DirectorySource } from './weft-file.ts';

const PLACEHOLDERS = ['tenant', 'integration', 'stream'];

export function readSources(section: Place): DirectorySource[] {
  if (section.empty) return [];
  const seen = new Set<string>();
  return (section.list('a list of sources, each starting with a dash') ?? []).flatMap((place) => {
    const source = readSource(place);
    if (source === undefined) return [];
    if (seen.has(source.pattern)) place.fault(`looks at ${source.pattern}, as another source does`);
    seen.add(source.pattern);
    return [source];
  });
}

function readSource(place: Place): DirectorySource | undefined {
  const { kind, directory, schedule } = place.members(['kind', 'directory', 'schedule']);
  if (!kind.empty) kind.oneOf(['directory']);
  const pattern = directory.empty
    ? place.fault('needs a directory, such as ./sync-output/{tenant}/{integration}/{stream}-*.csv')
    : directory.text('a path pattern');
  const cron = schedule.empty
    ? place.fault('needs a schedule, such as "*/15 * * * *"')
    : schedule.text('a cron expression such as "*/15 * * * *"');
  if (pattern !== undefined) checkPattern(pattern, directory);
  if (cron !== undefined) checkSchedule(cron, schedule);
  return pattern === undefined || cron === undefined ? undefined : { kind: 'directory', pattern, schedule: cron };
}

function checkPattern(pattern: string, place: Place): void {
  const used = [...pattern.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  const missing = PLACEHOLDERS.filter((name) => !used.includes(name)).map((name) => `{${name}}`);
  if (missing.length > 0) place.fault(`must say with ${missing.join(', ')} what a file belongs to`);
  for (const name of new Set(used)) {
    if (!PLACEHOLDERS.includes(name)) place.fault(`has {${name}}; known are {tenant}, {integration} and {stream}`);
  }
}

function checkSchedule(expression: string, place: Place): void {
  const { valid, error } = validateCronExpression(expression);
  if (!valid) place.fault(`"${expression}" is no cron expression: ${error?.message ?? 'it cannot be read'}`);
}
