import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Database, type FileDelivery, listIngested, streamSource, streamWritten } from '@app/snapshot-core';

interface Known {
  delivery: FileDelivery;
  /** Of the stream that it writes: a companion `Account_archived` deletes records of `Account`. */
  source: string;
  bytes: number;
  /** Of the youngest file. */
  modifiedAt: number;
}

/**
 * Leaves out deliveries that were ingested before, with a newer one of their stream after them: taken once more, they would set every record
 * back to what it was, for the newer one to set it forth again. A file that has changed since, in size or time, is another one.
 * @param deliveries oldest first
 */
export async function leaveOutOvertaken(
  db: Database,
  tenant: string,
  deliveries: readonly FileDelivery[],
): Promise<FileDelivery[]> {
  const found = await Promise.all(deliveries.map((delivery) => describe(db, delivery)));
  const sources = [...new Set(found.map(({ source }) => source))];
  const runs = await listIngested(db, tenant, sources, [...new Set(found.map(({ bytes }) => bytes))]);
  /** The last run of each delivery, 0 for one that had none. */
  const last = found.map((known) => {
    const own = runs.filter(
      (run) =>
        run.source === known.source &&
        run.bytes === known.bytes &&
        run.startedAt.getTime() > known.modifiedAt &&
        namesOf(run.delivery.split(', ')) === namesOf(known.delivery.paths),
    );
    return own.at(-1)?.run ?? 0;
  });
  const isOvertaken = (i: number) =>
    last[i]! > 0 && found.some(({ source }, j) => j > i && source === found[i]!.source && last[j]! > last[i]!);
  return deliveries.filter((_, i) => !isOvertaken(i));
}

async function describe(db: Database, delivery: FileDelivery): Promise<Known> {
  const { integration } = delivery;
  const files = await Promise.all(delivery.paths.map((path) => stat(path)));
  return {
    delivery,
    source: streamSource(integration, await streamWritten(db, integration, delivery.stream)),
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    modifiedAt: Math.max(...files.map(({ mtimeMs }) => mtimeMs)),
  };
}

/** The folder may be named in another way than before. */
const namesOf = (paths: readonly string[]): string => paths.map((path) => basename(path)).join(', ');
