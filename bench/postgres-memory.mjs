import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 250;

/**
 * Watches the memory of a Postgres server: its main process and all of that one's children.
 *
 * On Linux the sum of their proportional shares (Pss), in which shared buffers count once. Elsewhere the sum of their
 * resident sizes, in which they count once per process that touches them.
 */
export class PostgresMemory {
  /** Most that was seen since {@link reset}, in MB. */
  peakMb = 0;

  /** @param {number} postmaster process id of the main process */
  constructor(postmaster) {
    this.postmaster = postmaster;
    this.timer = setInterval(() => this.sample(), EVERY_MS).unref();
  }

  reset() {
    this.peakMb = 0;
    this.sample();
  }

  stop() {
    clearInterval(this.timer);
  }

  sample() {
    const kilobytes = process.platform === 'linux' ? proportional(this.postmaster) : resident(this.postmaster);
    this.peakMb = Math.max(this.peakMb, kilobytes / 1024);
  }
}

function proportional(postmaster) {
  let sum = 0;
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      // The second field is the name in parentheses, which may hold blanks; the parent comes two behind it.
      const parent = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]);
      if (Number(pid) !== postmaster && parent !== postmaster) continue;
      sum += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);
    } catch {
      // It ended meanwhile.
    }
  }
  return sum;
}

function resident(postmaster) {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((text) => text.trim().split(/\s+/).map(Number))
    .filter(([pid, parent]) => pid === postmaster || parent === postmaster)
    .reduce((sum, [, , rss]) => sum + rss, 0);
}
