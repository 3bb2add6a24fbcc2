import { readFileSync } from 'node:fs';

/** Loaded into a process that is measured: as its last line on standard error, the most memory that it had, KB. */
process.on('exit', () => process.stderr.write(`\npeak memory ${peak()}\n`));

function peak() {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    // Not Linux. There it would not do: a process begins with what the one had that started it, here jest's gigabyte.
    return process.resourceUsage().maxRSS;
  }
}
