import { stat } from 'node:fs/promises';
import { WeftError } from '@app/snapshot-core';
import type { QueuedDelivery } from './deliveries.ts';

/** Names a delivery in messages. */
export const describe = ({ tenant, integration, stream, path }: QueuedDelivery): string =>
  `${path} (for ${tenant}/${integration}.${stream})`;

/**
 * The file must still be the delivery: same size, same time of change. What it has become is a delivery of its own.
 * @throws WeftError `invalid_input`
 */
export async function refuseChanged(delivery: QueuedDelivery): Promise<void> {
  const stats = await stat(delivery.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (stats === undefined) {
    throw new WeftError(
      'invalid_input',
      `${describe(delivery)} was found, but is no longer there; it was not ingested`,
      'Deliver it again, and let it stay until its run has ended.',
    );
  }
  if (stats.size === delivery.size && stats.mtime.getTime() === delivery.modifiedAt.getTime()) return;
  throw new WeftError(
    'invalid_input',
    `${describe(delivery)} changed after it was found; that state of it was not ingested`,
    'Nothing to do: the changed file is found as a new delivery. Writers should write to a `.tmp` name and rename at the end.',
  );
}
