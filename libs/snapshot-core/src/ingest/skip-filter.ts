import { endianness } from 'node:os';
import type { PoolClient } from 'pg';
import { first } from '../db/query.ts';
import { empty, Sql, sql } from '../db/sql.ts';
import { type SnapshotTable, tableOf } from '../snapshot/snapshot-table.ts';
import { HashList } from './hash-list.ts';

/** Heap blocks of the first query; each following one takes twice as many, so that who waits can begin at once. */
const FIRST_BLOCKS = 64;
/** Most heap blocks per query: 16 MB of table, some 40,000 records, 600 KB of hashes. */
const MOST_BLOCKS = 2048;
/** Of so many records the hashes are read at once: 160 KB. */
const SMALL = 10_000;

/**
 * The hashes of a stream's records as they were last delivered, each seen or not yet seen in this delivery. It only
 * ever tells that a record is byte for byte what it was; whether anything else is a change, the diff decides on values.
 *
 * It can be asked while the hashes are still being read, since a delivery mostly has its records in about the order in which
 * the table has them: then it knows only those that it has, and {@link more} waits for others.
 */
export class SkipFilter {
  private block = 0;
  private blocks = FIRST_BLOCKS;
  /** Hashes that are on their way. */
  private reading: Promise<void> | undefined;
  /** Those that have come and are not taken in yet. */
  private arrived: Buffer | undefined;

  private constructor(
    private readonly hashes: HashList,
    private readonly source: { tx: PoolClient; snapshot: SnapshotTable; size: number } | undefined,
  ) {
    if (source) this.ask();
  }

  /** A filter that knows no record and so skips none. */
  static empty(): SkipFilter {
    return new SkipFilter(new HashList(0), undefined);
  }

  /** The filter of a stream that this transaction has locked. `expected` records give the size to start with. */
  static async open(tx: PoolClient, snapshot: SnapshotTable, expected: number): Promise<SkipFilter> {
    const hashes = new HashList(expected);
    if (expected <= SMALL) {
      hashes.add(words(await readHashes(tx, snapshot)));
      return new SkipFilter(hashes, undefined);
    }
    const name = `${JSON.stringify(snapshot.schema)}.${JSON.stringify(snapshot.table)}`;
    const blocks = await first<{ size: number }>(
      tx,
      sql`select pg_relation_size(${name}::regclass) / current_setting('block_size')::integer as size`,
    );
    return new SkipFilter(hashes, { tx, snapshot, ...blocks! });
  }

  /** Whether all hashes have been read; until then the transaction's connection is busy with them. */
  get isComplete(): boolean {
    return this.reading === undefined;
  }

  /** Whether a record that is not known so far is hardly one of those to come: they are those of the table further on. */
  get reachesNear(): boolean {
    return this.hashes.reachesNear;
  }

  /** Waits for more hashes. */
  async more(): Promise<void> {
    await this.reading;
    this.takeArrived();
  }

  /** Takes in the hashes that have come by now. */
  takeArrived(): void {
    const bytes = this.arrived;
    if (!bytes) return;
    this.arrived = undefined;
    // The server reads the next blocks while this process takes in these and looks for them.
    this.ask();
    this.hashes.add(words(bytes));
  }

  /** Waits for all hashes. */
  async complete(): Promise<void> {
    while (!this.isComplete) await this.more();
  }

  private async read(...range: Parameters<typeof readHashes>): Promise<void> {
    this.arrived = await readHashes(...range);
  }

  private ask(): void {
    const { tx, snapshot, size } = this.source!;
    const range = { from: this.block, to: this.block + this.blocks };
    this.reading = range.from < size ? this.read(tx, snapshot, range) : undefined;
    // A run that fails meanwhile does not wait for them.
    this.reading?.catch(() => undefined);
    this.block = range.to;
    this.blocks = Math.min(this.blocks * 2, MOST_BLOCKS);
  }

  /** Records that it knows so far. */
  get size(): number {
    return this.hashes.size;
  }

  /** Whether a record of this hash can be skipped, by what is known so far; remembers that it was seen. */
  skips(hash: Int32Array): boolean {
    return this.isComplete ? this.hashes.mark(hash) : this.hashes.markNear(hash);
  }

  /** Whether a record of this hash, as 32 hex digits, was skipped. */
  saw(hash: string): boolean {
    return this.hashes.isMarked(words(Buffer.from(hash, 'hex')));
  }

  /** Hashes that no record of this delivery had, four words each. */
  unseen(): Int32Array {
    return this.hashes.unmarked();
  }
}

/** Hashes of the table's records, or of those in some of its blocks, 16 bytes each. */
async function readHashes(
  tx: PoolClient,
  snapshot: SnapshotTable,
  blocks?: { from: number; to: number },
): Promise<Buffer> {
  const within = blocks ? sql`ctid >= ${tid(blocks.from)} and ctid < ${tid(blocks.to)} and` : empty;
  // One value for many rows, in binary: a row a hash takes 1.7 times as long, and an object each in this process.
  const { text } = sql`
    select coalesce(string_agg(uuid_send(_hash), ''), '') as hashes
    from ${tableOf(snapshot)}
    where ${within} _hash is not null`.toQuery();
  const { rows } = await tx.query<{ hashes: Buffer }>({ text, binary: true } as { text: string });
  return rows[0]!.hashes;
}

/** The 32-bit words that Postgres sends in network order. A copy, since a view of them would have to be aligned. */
function words(bytes: Buffer): Int32Array {
  const copy = new Uint8Array(bytes);
  if (endianness() === 'LE') Buffer.from(copy.buffer).swap32();
  return new Int32Array(copy.buffer);
}

const tid = (block: number): Sql => new Sql([`'(${block},0)'::tid`], []);
