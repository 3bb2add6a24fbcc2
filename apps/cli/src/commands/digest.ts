import type { Command } from 'commander';
import { getSnapshotTable, readDigest } from '@app/snapshot-core';
import { asOfOption, parseStreamName, type StreamName } from '../arguments.ts';
import { openPrinter } from '../output/printer.ts';
import { count } from '../output/text.ts';
import { withTenant } from '../session.ts';

interface Options {
  asOf?: number;
  json?: true;
}

/** `weft digest`: a checksum of all records of a stream, to compare a copy with. */
export function registerDigest(program: Command): void {
  program
    .command('digest')
    .description("checksum of a stream's records, whatever their order")
    .argument('<tenant>')
    .argument('<stream>', 'integration.stream, or unified.model', parseStreamName)
    .addOption(asOfOption())
    .option('--json', 'a JSON line')
    .action(digest);
}

function digest(name: string, { integration, stream }: StreamName, { asOf, json }: Options): Promise<void> {
  return withTenant(name, async ({ db, tenant }) => {
    const found = await readDigest(db, tenant, await getSnapshotTable(db, tenant, integration, stream), asOf);
    const printer = openPrinter();
    if (json) return printer.json(found);
    return printer.text(`${found.digest}  ${found.source}  ${count(found.records)} records as of ${found.seq}\n`);
  });
}
