import { stat } from 'node:fs/promises';
import { WeftError } from '@app/snapshot-core';
import { filesOf, type QueuedDelivery } from './deliveries.ts';
import type { FilePart } from './gather-parts.ts';

/** Names a delivery in messages. */
export const describe = ({ tenant, integration, stream, path, parts }: QueuedDelivery, file = path): string =>
  `${file} (${parts && file === path ? `and ${parts.length - 1} more, ` : ''}for ${tenant}/${integration}.${stream})`;

/**
 * The files must still be the delivery: same size, same time of change. What it has become is a delivery of its own.
 * @throws WeftError `invalid_input`
 */
export async function refuseChanged(delivery: QueuedDelivery): Promise<void> {
  for (const file of filesOf(delivery)) await refuseChangedFile(delivery, file);
}

async function refuseChangedFile(delivery: QueuedDelivery, file: FilePart): Promise<void> {
  const stats = await stat(file.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (stats === undefined) {
    throw new WeftError(
      'invalid_input',
      `${describe(delivery, file.path)} was found, but is no longer there; it was not ingested`,
      'Deliver it again, and let it stay until its run has ended.',
    );
  }
  if (stats.size === file.size && stats.mtime.toISOString() === file.modifiedAt) return;
  throw new WeftError(
    'invalid_input',
    `${describe(delivery, file.path)} changed after it was found; that state of it was not ingested`,
    'Nothing to do: the changed file is found as a new delivery. Writers should write to a `.tmp` name and rename at the end.',
  );
}
