import { type FileDelivery, gatherDeliveries } from '@app/snapshot-core';
import type { StreamName } from '../arguments.ts';
import { streamOfPath } from './stream-of-path.ts';

/**
 * The deliveries that paths are, in the order given. With a stream told, all files of an integration are one; else those
 * that are in one folder and have the same stream and timestamp.
 * @throws WrongUsage when a path does not say where it belongs
 */
export function deliveriesOfPaths(paths: readonly string[], told: Partial<StreamName>): FileDelivery[] {
  const files = paths.map((path) => streamOfPath(path, told));
  const { stream } = told;
  if (stream === undefined) return gatherDeliveries(files);
  const integrations = [...new Set(files.map(({ integration }) => integration))];
  return integrations.map((integration) => ({
    integration,
    stream,
    paths: files.filter((file) => file.integration === integration).map(({ path }) => path),
  }));
}
