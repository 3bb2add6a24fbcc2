import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileInput, sampleInput, WeftError } from '@app/snapshot-core';
import { recogniseConnector, type StreamSample } from '@app/unify';

/** Records of a stream that are looked at: enough for its keys and values, read in a moment. */
export const SAMPLED_RECORDS = 5000;

const DATA_FILE = /^(?<stream>[^.].*?)(?:-\d{8}T\d{6})?\.(?:csv|tsv|jsonl|ndjson|json|parquet|singer)(?:\.gz)?$/i;
/** Sync output lies this deep at most: `deliveries/1/<tenant>/<integration>/<stream>.csv`. */
const DEEPEST = 6;

/**
 * Samples every stream below a folder of sync output, whatever its layout: a file's stream is its name, its integration the folder
 * it lies in. For files that lie in the folder itself it is their connector, or the folder's own name.
 * @param warn told of files that cannot be read
 * @throws WeftError `invalid_input` when the folder cannot be read, or holds nothing that can
 */
export async function findSamples(dir: string, warn: (message: string) => void): Promise<StreamSample[]> {
  const largest = new Map<string, { path: string; size: number; stream: string; folder: string }>();
  for (const path of await dataFiles(dir)) {
    const stream = DATA_FILE.exec(basename(path))!.groups!.stream!;
    const folder = relative(dir, dirname(path)) === '' ? '' : basename(dirname(path));
    const { size } = await stat(path);
    const id = `${folder}/${stream}`;
    // The largest of a stream's files is most likely a complete one.
    if (size > (largest.get(id)?.size ?? -1)) largest.set(id, { path, size, stream, folder });
  }
  const samples: StreamSample[] = [];
  // One after the other: each is held in memory once.
  for (const { path, stream, folder } of largest.values()) {
    try {
      const sample = await sampleInput(await fileInput(path), SAMPLED_RECORDS);
      if (!sample) throw new WeftError('invalid_input', 'its format is not looked into', 'Declare its stream by hand.');
      const own = folder || (recogniseConnector(undefined, sample.columns)?.connector ?? nameOf(dir));
      samples.push({ ...sample, integration: own, stream, from: basename(path) });
    } catch (error) {
      if (!(error instanceof WeftError)) throw error;
      warn(`left out: ${path}: ${error.message}`);
    }
  }
  if (samples.length > 0) return samples;
  throw new WeftError(
    'invalid_input',
    `there is no sync output in ${dir}`,
    'Give a folder with files such as <integration>/<stream>[-YYYYMMDDTHHMMSS].csv, or --tenant.',
  );
}

async function dataFiles(dir: string, depth = 0): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'ENOENT' ? 'there is no such folder' : cause.message;
    throw new WeftError('invalid_input', `${dir} cannot be read: ${reason}`, 'Give a folder of sync output.', {
      cause,
    });
  });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    if (entry.isFile() && DATA_FILE.test(entry.name)) found.push(path);
    const looked = entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name) && depth < DEEPEST;
    if (looked) found.push(...(await dataFiles(path, depth + 1)));
  }
  return found;
}

/** A folder's name as an integration's. */
function nameOf(dir: string): string {
  const name = basename(join(process.cwd(), dir)).replace(/[^A-Za-z0-9_-]+/g, '-');
  return /^[A-Za-z0-9]/.test(name) && name !== 'unified' ? name : 'files';
}
