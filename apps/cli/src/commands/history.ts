import type { Command } from 'commander';
import { getSnapshotTable, readHistory } from '@app/snapshot-core';
import { parseStreamName, type StreamName } from '../arguments.ts';
import { changeLines } from '../output/change-lines.ts';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';
import { withTenant } from '../session.ts';
import { unknownRecord } from './records.ts';

/** `weft history`: what happened to one record. */
export function registerHistory(program: Command): void {
  program
    .command('history')
    .description('every change of one record, oldest first')
    .argument('<tenant>')
    .argument('<stream>', 'integration.stream, or unified.model', parseStreamName)
    .argument('<key>')
    .option('--json', 'a JSON line each')
    .action(history);
}

function history(
  name: string,
  { integration, stream }: StreamName,
  key: string,
  { json }: { json?: true },
): Promise<void> {
  return withTenant(name, async ({ db, tenant }) => {
    const snapshot = await getSnapshotTable(db, tenant, integration, stream);
    const { changes, complete } = await readHistory(db, snapshot, key);
    if (changes.length === 0 && complete) throw unknownRecord(name, snapshot.source, key);
    if (!complete) note('Earlier changes of this record have been pruned.');
    const printer = openPrinter();
    await (json ? printer.json(...changes) : printer.text(changes.map((change) => changeLines(change)).join('')));
  });
}
