import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Tenant } from '@app/snapshot-core';
import type { FastifyRequest } from 'fastify';

export const PUBLIC = 'weft:public';
export const ADMIN_ONLY = 'weft:admin-only';
export const MAKES_TENANT = 'weft:makes-tenant';
export const UNLIMITED = 'weft:unlimited';

/** Needs no key. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Only for keys that are not a tenant's. */
export const AdminOnly = () => SetMetadata(ADMIN_ONLY, true);

/** The tenant in the path need not be there yet when the key is good for every tenant. */
export const MakesTenant = () => SetMetadata(MAKES_TENANT, true);

/** Is not counted against the rate limit. */
export const Unlimited = () => SetMetadata(UNLIMITED, true);

/** The tenant that the path names. */
export const PathTenant = createParamDecorator((_: unknown, context: ExecutionContext): Tenant => {
  const { tenant } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!tenant) throw new Error('the auth guard has found no tenant, or the route has no :tenant');
  return tenant;
});
