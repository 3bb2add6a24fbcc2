import type { PoolClient } from 'pg';
import { rows } from '../../db/query.ts';
import { ident, join, type Sql, sql } from '../../db/sql.ts';
import type { StoredValues } from '../../changes/chain.ts';
import { tableOf } from '../../snapshot/snapshot-table.ts';
import { namedValues } from '../../snapshot/stored-record.ts';
import { mayDelete, waits } from './absent.ts';
import { diff, type DiffInput } from './diff.ts';

/** A change that a run would make. */
export interface PlannedRow {
  key: string;
  op: 'created' | 'updated' | 'deleted';
  before: StoredValues | null;
  after: StoredValues | null;
  /** Deleted because the delivery does not have it. */
  absent: boolean;
  /** It would wait for approval. */
  held: boolean;
}

/** The changes that publishing this diff would make, in its order, in batches; nothing is written. */
export async function* planChanges(tx: PoolClient, input: DiffInput): AsyncGenerator<PlannedRow[]> {
  const { snapshot, stage } = input;
  if (stage.size === 0 && !mayDelete(input.absence)) return;
  const { ctes, merged } = diff(input);
  const { columns, rest } = merged;
  const created = columns.map((column) => column.incoming ?? sql`null`);
  const updated = columns.map((column) => (column.written ? column.next : sql`t.${ident(column.identifier)}`));
  const after = (values: readonly Sql[]) => sql`array[${join(values)}]::text[]`;
  const silent = new Set(snapshot.columns.flatMap((column) => (column.silent ? [column.name] : [])));
  const isLogged = ([name]: [string, unknown]) => !silent.has(name);
  await tx.query(
    sql`
      declare planned no scroll cursor for
      with ${ctes}
      select changed._key as key, changed.op, changed.before, false as held, false as absent, changed._n as position,
        case changed.op
          when 'created' then ${after(created)}
          when 'updated' then ${after(updated)}
        end as values,
        ${rest ? sql`case changed.op when 'created' then ${rest.incoming ?? sql`null`} when 'updated' then ${rest.next} end` : sql`null::jsonb`}
          as rest
      from changed
      join ${stage.from} s on s._n = changed._n
      left join ${tableOf(snapshot)} t on t._key = changed._key
      union all
      select _key, 'deleted', before, ${waits}, true, row_number() over (order by _key), null, null
      from absent cross join verdict
      order by absent, position`.toQuery(),
  );
  for (;;) {
    const batch = await rows<
      Omit<PlannedRow, 'after'> & { values: (string | null)[] | null; rest: Record<string, string> | null }
    >(tx, sql`fetch forward 1000 from planned`);
    if (batch.length === 0) break;
    yield batch.map(({ key, op, before, held, absent, values, rest }) => ({
      key,
      op,
      before,
      held,
      absent,
      after: values && Object.fromEntries(namedValues(snapshot.columns, values, rest).filter(isLogged)),
    }));
  }
  await tx.query('close planned');
}
