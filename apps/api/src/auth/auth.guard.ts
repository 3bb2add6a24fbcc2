import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Database, DATABASE, findTenant, WeftError } from '@app/snapshot-core';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.ts';
import { ADMIN_KEY } from '../tokens.ts';
import { ADMIN_ONLY, MAKES_TENANT, PUBLIC } from './access.ts';
import { findPrincipal, type Principal } from './principal.ts';

/**
 * Lets a request through when its key may do what the route does. The order matters for I6: another tenant's things are
 * refused as unknown before anything else is looked at, so that they cannot be told from things that do not exist.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(DATABASE) private readonly db: Database,
    @Inject(ADMIN_KEY) private readonly adminKey: string,
  ) {}

  /** @throws ApiError `unauthenticated`, `forbidden`; WeftError `unknown_tenant` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const is = (mark: string) =>
      this.reflector.getAllAndOverride<boolean>(mark, [context.getHandler(), context.getClass()]);
    if (is(PUBLIC)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { tenant?: string } }>>();
    const principal = await this.authenticate(request);
    request.principal = principal;
    if (request.params.tenant !== undefined) {
      await this.findTenant(request, request.params.tenant, principal, is(MAKES_TENANT));
    }
    if (is(ADMIN_ONLY) && principal.tenantId !== null) {
      throw new ApiError('forbidden', 'this is for administrators', 'Use the admin key.');
    }
    if (principal.readOnly && request.method !== 'GET' && request.method !== 'HEAD') {
      throw new ApiError('forbidden', 'this key may only read', 'Use a key that may write.');
    }
    return true;
  }

  private async authenticate(request: FastifyRequest): Promise<Principal> {
    const { authorization } = request.headers;
    const principal = await findPrincipal(this.db, this.adminKey, authorization);
    if (principal) return principal;
    throw new ApiError(
      'unauthenticated',
      authorization === undefined ? 'the request carries no key' : 'the key of this request is not in force',
      'Send "Authorization: Bearer weft_…": the admin key that Weft showed at its first start, or one made with `weft keys create`.',
    );
  }

  private async findTenant(
    request: FastifyRequest,
    name: string,
    principal: Principal,
    mayBeNew: boolean | undefined,
  ): Promise<void> {
    const tenant = await findTenant(this.db, name);
    const reachable = tenant !== null && (principal.tenantId === null || principal.tenantId === tenant.id);
    if (reachable) request.tenant = tenant;
    else if (!mayBeNew || principal.tenantId !== null) {
      throw new WeftError(
        'unknown_tenant',
        `there is no tenant "${name}"`,
        'Check the spelling and that the key is for this tenant; GET /v1/tenants shows all to an administrator.',
      );
    }
  }
}
