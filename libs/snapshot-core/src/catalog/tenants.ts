import type { PoolClient } from 'pg';
import type { Database } from '../db/database.ts';
import { tenantSchema } from '../db/names.ts';
import { isoTime } from '../db/iso-time.ts';
import { execute, first, prepared, type Queryable, rows, transaction } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import { changeTables } from '../changes/change.ts';
import { WeftError } from '../errors.ts';
import type { Tenant } from './tenant.entity.ts';

/** Letters, digits, `.`, `_`, `-`; hotglue's tenant ids and UUIDs fit. */
const TENANT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** @throws WeftError `invalid` when the name cannot be a tenant's. */
export function checkTenantName(name: string): void {
  if (TENANT_NAME.test(name)) return;
  throw new WeftError(
    'invalid',
    `"${name}" cannot be a tenant's name`,
    'Use 1 to 200 letters, digits, dots, underscores or hyphens, starting with a letter or digit.',
  );
}

/** The tenant with its schema, made if it is not there yet. Safe to call from several processes at once. */
export async function ensureTenant(db: Database, name: string): Promise<Tenant> {
  return (await findTenant(db, name)) ?? transaction(db.pool, (tx) => ensureTenantIn(tx, name));
}

/** The same within a transaction. */
export async function ensureTenantIn(tx: PoolClient, name: string): Promise<Tenant> {
  checkTenantName(name);
  const schema = tenantSchema(name);
  // A second creator waits here until the first commits, and then finds nothing to do.
  const [mine] = await rows<Tenant>(
    tx,
    sql`
      insert into weft.tenant (name, schema_name)
      values (${name}, ${schema})
      on conflict (name) do nothing
      returning id, name, schema_name as "schemaName", created_at as "createdAt"`,
  );
  if (!mine) return (await readTenant(tx, name))!;
  await tx.query(changeTables(schema).toQuery().text);
  return mine;
}

/**
 * Makes a tenant.
 * @throws WeftError `tenant_exists` when it is there already, `invalid` when the name cannot be one.
 */
export async function createTenant(db: Database, name: string): Promise<Tenant> {
  if (await findTenant(db, name)) {
    throw new WeftError('tenant_exists', `tenant "${name}" exists already`, 'Use it as it is, or choose another name.');
  }
  return ensureTenant(db, name);
}

export async function findTenant(db: Database, name: string): Promise<Tenant | null> {
  return (await readTenant(db.pool, name)) ?? null;
}

function readTenant(db: Queryable, name: string): Promise<Tenant | undefined> {
  return prepared<Tenant>(
    db,
    'read_tenant',
    sql`
      select id, name, schema_name as "schemaName", created_at as "createdAt"
      from weft.tenant
      where name = ${name}`,
  );
}

/** @throws WeftError `unknown_tenant` */
export async function getTenant(db: Database, name: string): Promise<Tenant> {
  const tenant = await findTenant(db, name);
  if (tenant) return tenant;
  throw new WeftError(
    'unknown_tenant',
    `there is no tenant "${name}"`,
    'Create it, or check the spelling: `weft tenants list` shows all.',
    { http: 'Create it, or check the spelling: GET /v1/tenants shows all.' },
  );
}

export interface TenantSummary {
  tenant: string;
  streams: number;
  records: number;
  created_at: string;
}

/** Tenants in order of name, after `after`. */
export function listTenants(db: Database, page: { after?: string; limit: number }): Promise<TenantSummary[]> {
  return rows<TenantSummary>(
    db.pool,
    sql`
      select tenant.name as tenant, count(stream.id) as streams, coalesce(sum(stream.record_count), 0)::bigint as records,
        ${isoTime(sql`tenant.created_at`)} as created_at
      from weft.tenant
      left join weft.stream on stream.tenant_id = tenant.id and stream.key_columns is not null
        and stream.integration <> 'unified'
      where tenant.name > ${page.after ?? ''}
      group by tenant.id
      order by tenant.name
      limit ${page.limit}`,
  );
}

/**
 * Removes a tenant with all its data.
 * @throws WeftError `unknown_tenant`
 */
export async function deleteTenant(db: Database, name: string): Promise<void> {
  const tenant = await getTenant(db, name);
  await transaction(db.pool, async (tx) => {
    // The row first: its lock keeps runs of this tenant from starting while the schema goes.
    const mine = await first(tx, sql`delete from weft.tenant where id = ${tenant.id} returning id`);
    if (mine) await execute(tx, sql`drop schema if exists ${ident(tenant.schemaName)} cascade`);
  });
}
