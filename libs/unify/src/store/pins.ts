import { execute, hasTable, ident, isoTime, type Queryable, rows, type Sql, sql } from '@app/snapshot-core';
import { lookAgain } from './links.ts';
import { makeTable } from './make-table.ts';

/** A person's value for a field of the unified record that a source record is part of. */
export interface Pin {
  /** `refText` of the source record that the pin goes with, wherever it is clustered. */
  ref: string;
  field: string;
  /** One; of a field with many values all of them. */
  values: string[];
  by: string | null;
  /** ISO time. */
  at: string;
}

const pinTable = (schema: string): Sql => ident(schema, 'pin');

const pinColumns = sql`ref, field, "values", pinned_by as by, ${isoTime(sql`pinned_at`)} as at`;

/** Made with the first pin of a tenant: most have none. */
export function createPinTable(tx: Queryable, schema: string): Promise<void> {
  return makeTable(
    tx,
    schema,
    pinTable(schema),
    sql`
      create table if not exists ${pinTable(schema)} (
        model text not null,
        ref text collate "C" not null,
        field text collate "C" not null,
        "values" text[] not null,
        pinned_by text,
        pinned_at timestamptz not null default clock_timestamp(),
        primary key (model, ref, field)
      )`,
  );
}

export const hasPins = (db: Queryable, schema: string): Promise<boolean> => hasTable(db, pinTable(schema));

/** A model's pins, the newest last; of these records alone where they are given. */
export async function readPins(
  tx: Queryable,
  schema: string,
  model: string,
  refs?: readonly string[],
): Promise<readonly Pin[]> {
  if (!(await hasPins(tx, schema))) return [];
  const among = refs === undefined ? sql`true` : sql`ref = any(${refs}::text[])`;
  return rows<Pin>(
    tx,
    sql`
      select ${pinColumns}
      from ${pinTable(schema)}
      where model = ${model} and ${among}
      order by pinned_at, ref, field`,
  );
}

/** A page of a model's pins in order of record and field. */
export function listPins(
  db: Queryable,
  schema: string,
  model: string,
  { after, limit }: { after?: readonly [ref: string, field: string]; limit: number },
): Promise<Pin[]> {
  const later = after === undefined ? sql`true` : sql`(ref, field) > (${after[0]}, ${after[1]})`;
  return rows<Pin>(
    db,
    sql`
      select ${pinColumns}
      from ${pinTable(schema)}
      where model = ${model} and ${later}
      order by ref, field
      limit ${limit}`,
  );
}

/** Pins a value, in place of an earlier one at the same record; the next run follows it. */
export async function savePin(
  tx: Queryable,
  schema: string,
  model: string,
  { ref, field, values, by }: Omit<Pin, 'at'>,
): Promise<Pin> {
  const [saved] = await rows<Pin>(
    tx,
    sql`
      insert into ${pinTable(schema)} (model, ref, field, "values", pinned_by)
      values (${model}, ${ref}, ${field}, ${values}::text[], ${by}::text)
      on conflict (model, ref, field) do update
      set "values" = excluded."values", pinned_by = excluded.pinned_by, pinned_at = clock_timestamp()
      returning ${pinColumns}`,
  );
  await lookAgain(tx, schema, model, [ref]);
  return saved!;
}

/** Takes a field's pins at any of these records away. Returns whether there was one. */
export async function forgetPins(
  tx: Queryable,
  schema: string,
  model: string,
  refs: readonly string[],
  field: string,
): Promise<boolean> {
  const gone = await rows<{ ref: string }>(
    tx,
    sql`
      delete from ${pinTable(schema)}
      where model = ${model} and field = ${field} and ref = any(${refs}::text[])
      returning ref`,
  );
  await lookAgain(
    tx,
    schema,
    model,
    gone.map(({ ref }) => ref),
  );
  return gone.length > 0;
}

/** Has the pins of a record that its source merged into another go with that one; the newer of two stays. */
export async function passPins(
  tx: Queryable,
  schema: string,
  model: string,
  { ref, into }: { ref: string; into: string },
): Promise<void> {
  if (!(await hasPins(tx, schema))) return;
  await execute(
    tx,
    sql`
      with passed as (
        delete from ${pinTable(schema)}
        where model = ${model} and ref = ${ref}
        returning model, field, "values", pinned_by, pinned_at
      )
      insert into ${pinTable(schema)} as known (model, ref, field, "values", pinned_by, pinned_at)
      select model, ${into}::text, field, "values", pinned_by, pinned_at
      from passed
      on conflict (model, ref, field) do update
      set "values" = excluded."values", pinned_by = excluded.pinned_by, pinned_at = excluded.pinned_at
      where known.pinned_at < excluded.pinned_at`,
  );
}
