import { endianness } from 'node:os';
import type { PoolClient } from 'pg';
import { first } from '../db/query.ts';
import { empty, Sql, sql } from '../db/sql.ts';
import { type SnapshotTable, tableOf } from '../snapshot/snapshot-table.ts';
import { HashList } from './hash-list.ts';

/** Heap blocks per query: 64 MB of table, some 200,000 records, 3 MB of hashes. */
const BLOCKS = 8192;
/** Of so many records the hashes are read at once: 160 KB. */
const SMALL = 10_000;

/**
 * The hashes of a stream's records as they were last delivered, each seen or not yet seen in this delivery. It only
 * ever tells that a record is byte for byte what it was; whether anything else is a change, the diff decides on values.
 */
export class SkipFilter {
  private constructor(private readonly hashes: HashList) {}

  /** A filter that knows no record and so skips none. */
  static empty(): SkipFilter {
    return new SkipFilter(new HashList(0));
  }

  /** The filter of a stream that this transaction has locked. `expected` records give the size to start with. */
  static async load(tx: PoolClient, snapshot: SnapshotTable, expected: number): Promise<SkipFilter> {
    const hashes = new HashList(expected);
    if (expected <= SMALL) {
      hashes.add(words(await readHashes(tx, snapshot)));
      return new SkipFilter(hashes);
    }
    const name = `${JSON.stringify(snapshot.schema)}.${JSON.stringify(snapshot.table)}`;
    const size = await first<{ blocks: number }>(
      tx,
      sql`select pg_relation_size(${name}::regclass) / current_setting('block_size')::integer as blocks`,
    );
    let reading = readHashes(tx, snapshot, 0);
    for (let block = BLOCKS; block - BLOCKS < size!.blocks; block += BLOCKS) {
      const bytes = await reading;
      // The server reads the next blocks while this process takes in the last ones.
      reading = readHashes(tx, snapshot, block);
      hashes.add(words(bytes));
    }
    await reading;
    return new SkipFilter(hashes);
  }

  /** Records that it knows. */
  get size(): number {
    return this.hashes.size;
  }

  /** Whether a record of this hash can be skipped; remembers that it was seen. */
  skips(hash: Int32Array): boolean {
    return this.hashes.mark(hash);
  }

  /** Whether a record of this hash, as 32 hex digits, was skipped. */
  saw(hash: string): boolean {
    return this.hashes.isMarked(words(Buffer.from(hash, 'hex')));
  }

  /** Hashes that no record of this delivery had. */
  unseen(): string[] {
    return [...this.hashes.unmarked()];
  }
}

/** Hashes of the table's records, or of those in some of its blocks, 16 bytes each. */
async function readHashes(tx: PoolClient, snapshot: SnapshotTable, block?: number): Promise<Buffer> {
  const within = block === undefined ? empty : sql`ctid >= ${tid(block)} and ctid < ${tid(block + BLOCKS)} and`;
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
