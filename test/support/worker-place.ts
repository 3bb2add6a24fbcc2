import { type Database, openDatabase } from '@app/snapshot-core';
import { ownDatabase } from './database.ts';
import { type SyncFolder, syncFolder } from './sync-folder.ts';
import { killWorkers } from './worker-process.ts';

/** What each test of a worker has for itself. */
export interface WorkerPlace {
  url: string;
  db: Database;
  folder: SyncFolder;
}

/** To be called once, at the top of a test file: what it returns is each test's own, and after it all workers are killed. */
export function workerPlace(): WorkerPlace {
  const place = {} as WorkerPlace;
  let drop: () => Promise<void>;
  beforeEach(async () => {
    const own = await ownDatabase();
    drop = own.drop;
    place.url = own.url;
    place.db = await openDatabase({ url: own.url, poolSize: 4 });
    place.folder = await syncFolder();
  });
  afterEach(async () => {
    await killWorkers();
    await place.db.close();
    await drop();
    await place.folder.remove();
  });
  return place;
}
