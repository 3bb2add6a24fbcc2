import { createHash, timingSafeEqual } from 'node:crypto';
import { type Database, findKey, type Tenant } from '@app/snapshot-core';

/** Who makes a request, and what it may do. */
export interface Principal {
  /** Null: every tenant. */
  tenantId: number | null;
  readOnly: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the auth guard on every route that is not public. */
    principal?: Principal;
    /** The tenant that the route names; set by the auth guard where the tenant is there and within reach. */
    tenant?: Tenant;
  }
}

/** Who presents this Authorization header; undefined when nobody that is known. */
export async function findPrincipal(
  db: Database,
  adminKey: string,
  authorization: string | undefined,
): Promise<Principal | undefined> {
  const key = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (key === undefined) return undefined;
  if (sameKey(key, adminKey)) return { tenantId: null, readOnly: false };
  return findKey(db, key);
}

/** Compares digests, so that neither the time taken nor the length tells anything of the key. */
function sameKey(presented: string, expected: string): boolean {
  const digest = (key: string) => createHash('sha256').update(key).digest();
  return timingSafeEqual(digest(presented), digest(expected));
}
