import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { AppName } from '../up/apps.ts';
import type { LineSink } from '../up/child-app.ts';

const KEPT_LINES = 15;

/** What an app writes goes into a file, and its last lines are kept for the case that it fails. */
export interface AppLog {
  path: string;
  sinks: { out: LineSink; err: LineSink };
  last(): string;
  close(): void;
}

export function openAppLog(home: string, name: AppName): AppLog {
  const path = join(home, `${name}.log`);
  const file: WriteStream = createWriteStream(path);
  const lines: string[] = [];
  const keep = (line: string) => {
    file.write(`${line}\n`);
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
  };
  return {
    path,
    sinks: { out: keep, err: keep },
    last: () => lines.map((line) => `${name} | ${line}\n`).join(''),
    close: () => file.end(),
  };
}
