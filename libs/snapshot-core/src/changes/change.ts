import { ident, type Sql, sql } from '../db/sql.ts';

export type ChangeOp = 'created' | 'updated' | 'deleted' | 'merged' | 'split';

/**
 * Tables that each tenant has from its start: the change log and the feed's counter.
 *
 * `change.before` holds the old values of the changed fields (deleted: the whole record; created: null), so that the
 * snapshot and these reverse deltas give every earlier state. `change.prev` is the sequence number of the same record's
 * change before this one: history is walked along it, which needs no index on the key (that index would add
 * 1.1 s to the 8 s of a first load of a million records). Only deletions are indexed by key: there no snapshot row holds the chain's end.
 */
export function changeTables(schema: string): Sql {
  return sql`
    create schema ${ident(schema)};
    create table ${ident(schema, 'feed')} (
      one boolean primary key default true check (one),
      last_seq bigint not null default 0,
      oldest_seq bigint not null default 1
    );
    insert into ${ident(schema, 'feed')} default values;
    create table ${ident(schema, 'change')} (
      seq bigint primary key,
      run_id integer not null,
      source text not null,
      key text collate "C" not null,
      op text not null,
      prev bigint,
      before jsonb
    );
    create index on ${ident(schema, 'change')} (source, key, seq) where op in ('deleted', 'merged')`;
}
