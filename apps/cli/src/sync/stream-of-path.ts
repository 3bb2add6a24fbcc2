import { basename, dirname } from 'node:path';
import { type DeliveredFile, parseDeliveryName } from '@app/snapshot-core';
import type { StreamName } from '../arguments.ts';
import { WrongUsage } from '../wrong-usage.ts';

/**
 * Where a file of sync output goes by its path, `<integration>/<stream>[-YYYYMMDDTHHMMSS][.partN].csv[.gz]`, unless told.
 * @throws WrongUsage when the path does not say it
 */
export function streamOfPath(path: string, told: Partial<StreamName>): DeliveredFile {
  if (path === '-') {
    const { integration, stream } = told;
    if (integration !== undefined && stream !== undefined) {
      return { path, integration, stream, timestamp: null, part: null };
    }
    throw new WrongUsage('standard input has no path to tell its stream by', 'Give --integration and --stream.');
  }
  const name = parseDeliveryName(basename(path));
  const integration = integrationOfPath(path, told.integration);
  return { ...name, path, integration, stream: told.stream ?? name.stream };
}

/**
 * The integration that a file of sync output is from: that of its directory, unless told.
 * @throws WrongUsage when the path does not say it
 */
export function integrationOfPath(path: string, told: string | undefined): string {
  const integration = told ?? (path === '-' ? '' : basename(dirname(path)));
  if (!['', '.', '..'].includes(integration)) return integration;
  throw new WrongUsage(
    path === '-'
      ? 'standard input has no path to tell its integration by'
      : `the path ${path} does not say which integration it is from`,
    'Give --integration, or put the file into a directory named after it.',
  );
}
