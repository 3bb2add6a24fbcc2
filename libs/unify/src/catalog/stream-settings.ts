import { parseDeleteLimit, parseRejectLimit, type StreamSettings } from '@app/snapshot-core';
import type { StreamDeclaration } from '../weft-file/weft-file.ts';

/** What is declared for the streams of an integration, as ingest takes it. */
export function settingsOf(
  streams: Readonly<Record<string, StreamDeclaration>>,
): Record<string, Partial<StreamSettings>> {
  return Object.fromEntries(
    Object.entries(streams).map(([name, { key, deleteLimit, rejectLimit, ...declared }]) => [
      name,
      {
        ...declared,
        ...(key === undefined ? {} : { key: key === 'none' ? [] : key }),
        ...(deleteLimit === undefined ? {} : { deleteLimit: parseDeleteLimit(deleteLimit) }),
        ...(rejectLimit === undefined ? {} : { rejectLimit: parseRejectLimit(rejectLimit) }),
      },
    ]),
  ) as Record<string, Partial<StreamSettings>>;
}
