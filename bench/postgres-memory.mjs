import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 250;

/**
 * Watches the memory of a Postgres server: its main process and all of that one's children.
 *
 * On Linux what each has for itself, and what the one that has touched most has of what they share: its cache and programs. Those
 * are numbers that the kernel keeps. Proportional shares (Pss) it finds by looking at each page that each process has, 4 to 12 ms
 * for one with half a gigabyte: 50 ms four times a second, in which the process also waits for its own memory. Elsewhere
 * it is the sum of their resident sizes, in which what they share counts once per process that touches it.
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
    const kilobytes = process.platform === 'linux' ? ownAndShared(this.postmaster) : resident(this.postmaster);
    this.peakMb = Math.max(this.peakMb, kilobytes / 1024);
  }
}

function ownAndShared(postmaster) {
  const found = [postmaster, ...childrenOf(postmaster)].flatMap(memoryOf);
  const own = found.reduce((sum, { anonymous }) => sum + anonymous, 0);
  return own + Math.max(...found.map(({ shared }) => shared)) + Math.max(...found.map(({ files }) => files));
}

function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]);
    return [{ anonymous: kilobytes('RssAnon'), shared: kilobytes('RssShmem'), files: kilobytes('RssFile') }];
  } catch {
    return []; // It ended meanwhile.
  }
}

function childrenOf(parent) {
  try {
    return readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').map(Number);
  } catch {
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === parent)
      .map(Number); // no such file in this kernel
  }
}

function parentOf(pid) {
  try {
    // The second field is the name in parentheses, which may hold blanks; the parent comes two behind it.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function resident(postmaster) {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((text) => text.trim().split(/\s+/).map(Number))
    .filter(([pid, parent]) => pid === postmaster || parent === postmaster)
    .reduce((sum, [, , rss]) => sum + rss, 0);
}
