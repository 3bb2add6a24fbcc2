/**
 * Reads rows with a thread beside and prints what came of them as JSON. Run by Node with typescript.mjs: a thread needs files that
 * Node can load, and those of a test are jest's.
 */
import { readRows } from './read-rows.ts';

process.stdout.write(JSON.stringify(await readRows(Number(process.argv[2]), 0)));
