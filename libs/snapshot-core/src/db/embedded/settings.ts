import { totalmem } from 'node:os';

export interface ServerSettings {
  port: number;
  /** false: a power cut may lose everything. Only for tests, which it makes quicker. */
  durable: boolean;
}

/**
 * The server's own cache: an eighth of the machine's memory, 128 MB to 1 GB. An update of a tenth of a large table reads each
 * page of it twice and changes it; where they do not stay in this cache, each is read anew and written in the middle of the
 * statement. Memory is taken only once it is used.
 */
export const sharedBuffersMegabytes = (machineBytes: number): number =>
  Math.min(1024, Math.max(128, Math.floor(machineBytes / 8 / 2 ** 20)));

/** Settings that the embedded server starts with; what is not here has Postgres's default. */
export function serverSettings({ port, durable }: ServerSettings): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // Node connects by TCP; a socket in a shared /tmp would only be one more thing to protect and to clean up.
    unix_socket_directories: '',
    max_connections: '100',
    timezone: 'UTC',
    log_timezone: 'UTC',

    // Nobody replicates from this server. Minimal also lets a table that was made in the same transaction be loaded
    // without write-ahead log, which is what a first sync does.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    // A checkpoint in the middle of a load makes every page be logged whole once more: leave room for a large load
    // between two of them, and time (a crash then replays at most this much: seconds).
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    // An update spread over a large table logs nearly every page of it once whole. pglz (this build has no lz4) took
    // 7 of the 13 s that 100,000 updates in 1 M records took; the disk writes the pages as they are in less.
    wal_compression: 'off',

    shared_buffers: `${sharedBuffersMegabytes(totalmem())}MB`,
    // 100,000 updates log half a gigabyte: with the 4 MB that are the default each page of it waited for room.
    wal_buffers: '64MB',
    // And its writer woke five times a second, too late to keep them from filling up: the statement then made log files, wrote and
    // synced them itself, 1.1 s of the 100,000 updates. At 20 ms 0.07 s of that are left; idle, it sleeps longer by itself.
    wal_writer_delay: '20ms',
    // Sorting and hashing of one diff statement. A small pool runs a few at a time.
    work_mem: '32MB',
    // Index builds on a freshly loaded snapshot.
    maintenance_work_mem: '256MB',
    // A hash table shared by parallel workers lives in /dev/shm, of which a container has 64 MB by default: it then
    // fails with "could not resize shared memory segment". Each worker keeps its own instead.
    enable_parallel_hash: 'off',
    // Compiling a plan costs more than it saves in statements of the length we have.
    jit: 'off',
    // The default supposes a turning disk, and makes the planner prefer whole-table scans over an index.
    random_page_cost: '1.1',

    // Detail and context lines quote rows: tenants' data has no place in a log file.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',

    // What is acknowledged is on disk; for tests, with the operating system, which is enough if only processes die.
    synchronous_commit: 'on',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
}

/** `-c name=value` for each setting. */
export function settingArguments(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
