import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Database, exportRejects, fileFault, listRejectParts, type RunView, WeftError } from '@app/snapshot-core';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';

interface Which {
  open?: true;
  part?: number;
}

/** Rejected records on standard output: bytes as they came, which text might alter. */
export async function exportRaw(db: Database, { run }: RunView, which: Which): Promise<void> {
  const printer = openPrinter();
  for await (const bytes of exportRejects(db, run, which)) await printer.text(bytes);
}

/**
 * Writes a run's rejected records into files to correct, one for each header and format that the run had, and prints their paths. A
 * file that is there already stays: it may be half corrected.
 * @throws WeftError `conflict` when one is there
 */
export async function exportFiles(
  db: Database,
  { run, tenant }: RunView,
  { open, directory }: Which & { directory: string },
): Promise<void> {
  const parts = await listRejectParts(db, run, open);
  if (parts.length === 0) return note(`Run ${run} has no ${open ? 'open rejects' : 'rejects'}.`);
  await mkdir(directory, { recursive: true }).catch((cause: unknown) => {
    const message = `${directory} cannot be made: ${fileFault(cause)}`;
    throw new WeftError('invalid_input', message, 'Name a directory to write the files into.', { cause });
  });
  const printer = openPrinter();
  for (const { part, format } of parts) {
    const name = parts.length > 1 ? `rejects-${run}.part${part}.${format}` : `rejects-${run}.${format}`;
    const path = join(directory, name);
    await writeNew(path, exportRejects(db, run, { open, part }));
    await printer.text(`${path}\n`);
  }
  const files = join(directory, `rejects-${run}.*`);
  note(`Correct them, then deliver all of them at once: \`weft ingest ${files} --tenant ${tenant} --fixes ${run}\`.`);
}

async function writeNew(path: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  try {
    await pipeline(bytes, createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    throw new WeftError('conflict', `${path} is there already`, 'Name another directory, or move that file away.', {
      cause: error,
    });
  }
}
