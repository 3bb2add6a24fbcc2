import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WeftError } from '../errors.ts';
import { formatEndings, formatOfName, withoutEnding } from './formats.ts';

/** A file of sync output and the stream that its path names. */
export interface DeliveredFile {
  path: string;
  integration: string;
  /** As the path says; the messages of a Singer stream name others. */
  stream: string;
  /** `20250703T165342`; null when the name has none. */
  timestamp: string | null;
}

const NAME = /^(?<stream>.+?)(?:-(?<timestamp>\d{8}T\d{6}))?$/;

/** What a path `…/<integration>/<stream>[-YYYYMMDDTHHMMSS].<format>[.gz]` names; null when it has another form. */
export function parseDeliveryPath(path: string): DeliveredFile | null {
  const match = formatOfName(path) && NAME.exec(withoutEnding(basename(path)));
  const integration = basename(dirname(path));
  if (!match || !integration || integration === '.') return null;
  return { path, integration, stream: match.groups!.stream!, timestamp: match.groups!.timestamp ?? null };
}

/**
 * The files of `DIR/<integration>/`, oldest first, so that a later delivery of a stream is ingested after an earlier one.
 * @throws WeftError `invalid_input` when the folder cannot be read, holds no sync output, or holds a file that is none
 */
export async function discoverFiles(dir: string): Promise<DeliveredFile[]> {
  const paths = await listFiles(dir);
  const files = paths.map((path) => ({ path, file: parseDeliveryPath(path) }));
  const unknown = files.filter(({ file }) => file === null).map(({ path }) => path);
  if (unknown.length > 0) {
    throw new WeftError(
      'invalid_input',
      `${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''} cannot be ingested`,
      `Files are named <integration>/<stream>[-YYYYMMDDTHHMMSS] and .${formatEndings.join(', .')}, or .gz behind that; move others out of the folder.`,
    );
  }
  if (files.length === 0) {
    throw new WeftError(
      'invalid_input',
      `there is no sync output in ${dir}`,
      'It is expected as DIR/<integration>/<stream>[-YYYYMMDDTHHMMSS].csv (or another format, or .gz behind that).',
    );
  }
  return files.map(({ file }) => file!).sort(inOrderOfDelivery);
}

/** Older timestamps first, files without one before all; then by path. */
export function inOrderOfDelivery(
  a: { timestamp: string | null; path: string },
  b: { timestamp: string | null; path: string },
): number {
  return compare(a.timestamp ?? '', b.timestamp ?? '') || compare(a.path, b.path);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function listFiles(dir: string): Promise<string[]> {
  try {
    const integrations = (await readdir(dir, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const lists = await Promise.all(
      integrations.map(async ({ name }) =>
        (await readdir(join(dir, name), { withFileTypes: true }))
          .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
          .map((entry) => join(dir, name, entry.name)),
      ),
    );
    return lists.flat();
  } catch (cause) {
    throw new WeftError(
      'invalid_input',
      `${dir} cannot be read: ${(cause as Error).message}`,
      'Give a folder of the form DIR/<integration>/<stream>[-YYYYMMDDTHHMMSS].csv.',
      { cause },
    );
  }
}
