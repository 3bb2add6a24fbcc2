import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WeftError } from '../errors.ts';
import { fileFault } from './file-fault.ts';
import { formatEndings, formatOfName, withoutEnding } from './formats.ts';

/** What the name of a file of sync output says, apart from its folder. */
export interface DeliveryName {
  /** As the path says; the messages of a Singer stream name others. */
  stream: string;
  /** `20250703T165342`; null when the name has none. */
  timestamp: string | null;
  /** Number of the part, of a delivery in several files; null for a whole one. */
  part: number | null;
}

/** A file of sync output and the stream that its path names. */
export interface DeliveredFile extends DeliveryName {
  path: string;
  integration: string;
}

/** Files that are one delivery, to be ingested in one run. */
export interface FileDelivery {
  integration: string;
  stream: string;
  /** In order. */
  paths: string[];
}

const NAME = /^(?<stream>.+?)(?:-(?<timestamp>\d{8}T\d{6}))?(?:\.part-?(?<part>\d{1,9}))?$/;

/** How files of sync output are named, for messages. */
export const FORM = '<stream>[-YYYYMMDDTHHMMSS][.partN].<format>[.gz]';

/** Reads `Account-20250703T165342.part2.csv.gz`, whatever its ending. */
export function parseDeliveryName(name: string): DeliveryName {
  const { stream, timestamp, part } = NAME.exec(withoutEnding(name))?.groups ?? { stream: name };
  return { stream: stream!, timestamp: timestamp ?? null, part: part === undefined ? null : Number(part) };
}

/** What a path `…/<integration>/<stream>[-YYYYMMDDTHHMMSS][.partN].csv[.gz]` names; null when it has another form. */
export function parseDeliveryPath(path: string): DeliveredFile | null {
  const integration = basename(dirname(path));
  if (formatOfName(path) === undefined || !integration || integration === '.') return null;
  const name = parseDeliveryName(basename(path));
  return name.stream === '' ? null : { path, integration, ...name };
}

/**
 * The deliveries in `DIR/<integration>/`, oldest first, so that a later one of a stream is ingested after an earlier one.
 * Files of a stream with the same timestamp are one delivery, as are those of a stream without any: taken one after the
 * other, the second of two complete extracts would delete what is only in the first.
 * @throws WeftError `invalid_input` when the folder cannot be read, holds no sync output, or holds a file that is none
 */
export async function discoverDeliveries(dir: string): Promise<FileDelivery[]> {
  const paths = await listFiles(dir);
  const files = paths.map((path) => ({ path, file: parseDeliveryPath(path) }));
  const unknown = files.filter(({ file }) => file === null).map(({ path }) => path);
  if (unknown.length > 0) {
    throw new WeftError(
      'invalid_input',
      `${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''} cannot be ingested`,
      `Files are named <integration>/${FORM}, a format being ${formatEndings.join(', ')}; move others out of the folder.`,
    );
  }
  if (files.length === 0) {
    throw new WeftError(
      'invalid_input',
      `there is no sync output in ${dir}`,
      `It is expected as DIR/<integration>/${FORM}.`,
    );
  }
  return gatherDeliveries(files.map(({ file }) => file!).sort(inOrderOfDelivery));
}

/** Puts the files together that are one delivery: of one stream and folder, with the same timestamp or none. */
export function gatherDeliveries(files: readonly DeliveredFile[]): FileDelivery[] {
  const deliveries = new Map<string, FileDelivery>();
  for (const { path, integration, stream, timestamp } of files) {
    // A Singer stream is ordered in itself, and names its own streams.
    const alone = formatOfName(path) === 'singer' ? path : dirname(path);
    const id = JSON.stringify([alone, integration, stream, timestamp]);
    const delivery = deliveries.get(id) ?? { integration, stream, paths: [] };
    delivery.paths.push(path);
    deliveries.set(id, delivery);
  }
  return [...deliveries.values()];
}

/** Older timestamps first, files without one before all; then by number of the part, then by path. */
export function inOrderOfDelivery(
  a: { timestamp: string | null; path: string; part?: number | null },
  b: { timestamp: string | null; path: string; part?: number | null },
): number {
  const parts = (a.part ?? 0) - (b.part ?? 0);
  return compare(a.timestamp ?? '', b.timestamp ?? '') || parts || compare(a.path, b.path);
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
      `${dir} cannot be read: ${fileFault(cause)}`,
      `Give a folder of the form DIR/<integration>/${FORM}.`,
      { cause },
    );
  }
}
