/** Merges clusters with a thread beside and prints what came of them as JSON: for why not in the test, see read-beside.ts. */
import { mergedRows } from './merge-rows.ts';

process.stdout.write(JSON.stringify(await mergedRows(Number(process.argv[2]), 0)));
