import { basename, dirname, extname } from 'node:path';
import { WeftError } from '@app/snapshot-core';
import type { StreamName } from '../arguments.ts';

/** Endings of sync output in the forms that a later version reads. */
const LATER = ['.jsonl', '.ndjson', '.json', '.parquet', '.singer'];

/**
 * Where a file of sync output goes by its path, `<integration>/<stream>[-YYYYMMDDTHHMMSS].csv[.gz]`, unless told.
 * @throws WeftError `invalid_input` when the path does not say it, or the file is in a form that cannot be read.
 */
export function streamOfPath(path: string, told: Partial<StreamName>): StreamName {
  if (path === '-') {
    if (told.integration !== undefined && told.stream !== undefined) return { ...told } as StreamName;
    throw new WeftError(
      'invalid_input',
      'standard input has no path to tell its stream by',
      'Give --integration and --stream.',
    );
  }
  const ending = extname(basename(path).replace(/\.gz$/, '')).toLowerCase();
  if (LATER.includes(ending)) {
    throw new WeftError(
      'invalid_input',
      `${basename(path)} is ${ending.slice(1)}, which this version does not read yet`,
      'Deliver it as .csv or .csv.gz.',
    );
  }
  const stream =
    told.stream ??
    basename(path)
      .replace(/(\.csv)?(\.gz)?$/i, '')
      .replace(/-\d{8}T\d{6}$/, '');
  const integration = told.integration ?? basename(dirname(path));
  if (integration === '' || integration === '.' || integration === '..') {
    throw new WeftError(
      'invalid_input',
      `the path ${path} does not say which integration it is from`,
      'Give --integration, or put the file into a directory named after it.',
    );
  }
  return { integration, stream };
}
