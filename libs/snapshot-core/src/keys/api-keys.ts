import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../db/database.ts';
import { isoTime } from '../db/iso-time.ts';
import { first, rows } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import type { Tenant } from '../catalog/tenant.entity.ts';

/** What a key may do. */
export interface KeyScope {
  id: number;
  /** Null: admin, every tenant. */
  tenantId: number | null;
  readOnly: boolean;
}

export interface KeyView {
  id: number;
  tenant: string | null;
  prefix: string;
  read_only: boolean;
  created_at: string;
  revoked_at: string | null;
}

/** 256 random bits, so a plain SHA-256 is all the protection that the stored form needs. */
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

export const generateKey = (): string => `weft_${randomBytes(32).toString('base64url')}`;

/** Makes a key and returns it; it is shown this once, only its hash is kept. */
export async function createKey(
  db: Database,
  scope: { tenant: Tenant | null; readOnly: boolean },
): Promise<{ id: number; key: string }> {
  const key = generateKey();
  const row = await first<{ id: number }>(
    db.pool,
    sql`
      insert into weft.api_key (tenant_id, prefix, hash, read_only)
      values (${scope.tenant?.id ?? null}, ${key.slice(0, 10)}, ${hashOf(key)}, ${scope.readOnly})
      returning id`,
  );
  return { id: row!.id, key };
}

/** What a presented key may do; undefined when it is unknown or revoked. */
export function findKey(db: Database, key: string): Promise<KeyScope | undefined> {
  return first<KeyScope>(
    db.pool,
    sql`
      select id, tenant_id as "tenantId", read_only as "readOnly"
      from weft.api_key
      where hash = ${hashOf(key)} and revoked_at is null`,
  );
}

export function listKeys(db: Database): Promise<KeyView[]> {
  return rows<KeyView>(
    db.pool,
    sql`
      select key.id, tenant.name as tenant, key.prefix, key.read_only, ${isoTime(sql`key.created_at`)} as created_at,
        ${isoTime(sql`key.revoked_at`)} as revoked_at
      from weft.api_key key
      left join weft.tenant on tenant.id = key.tenant_id
      order by key.id`,
  );
}

/** Revokes a key; false when there is none with this id that is in force. */
export async function revokeKey(db: Database, id: number): Promise<boolean> {
  const row = await first(
    db.pool,
    sql`update weft.api_key set revoked_at = now() where id = ${id} and revoked_at is null returning id`,
  );
  return row !== undefined;
}
