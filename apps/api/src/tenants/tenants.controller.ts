import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  createTenant,
  type Database,
  DATABASE,
  deleteTenant,
  listStreams,
  listTenants,
  type Tenant,
} from '@app/snapshot-core';
import { AdminOnly, PathTenant } from '../auth/access.ts';
import { errorBody } from '../errors/error.schema.ts';
import { decodeCursor } from '../http/cursor.ts';
import { type Page, pageOf } from '../http/page.ts';
import { noQuery } from '../http/parameters.ts';
import {
  type NewTenant,
  newTenant,
  tenantPage,
  type TenantsQuery,
  tenantsQuery,
  type TenantView,
  tenantView,
} from './tenant.schema.ts';

@ApiTags('tenants')
@Controller('v1/tenants')
export class TenantsController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get()
  @AdminOnly()
  @ApiOperation({ summary: 'All tenants, in order of name' })
  @ApiOkResponse({ standardSchema: tenantPage })
  async list(@Query({ schema: tenantsQuery }) query: TenantsQuery): Promise<Page<TenantView>> {
    const after = decodeCursor('tenants', query.cursor);
    const found = await listTenants(this.db, { after, limit: query.limit + 1 });
    return pageOf('tenants', query.limit, found, (tenant) => tenant.tenant);
  }

  @Post()
  @AdminOnly()
  @ApiOperation({ summary: 'Make a tenant', description: 'The first sync of a tenant makes it too.' })
  @ApiCreatedResponse({ standardSchema: tenantView })
  @ApiConflictResponse({ description: 'It is there already.', standardSchema: errorBody })
  async create(
    @Body({ schema: newTenant }) body: NewTenant,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<TenantView> {
    return this.view(await createTenant(this.db, body.tenant));
  }

  @Get(':tenant')
  @ApiOperation({ summary: 'One tenant' })
  @ApiOkResponse({ standardSchema: tenantView })
  get(@PathTenant() tenant: Tenant, @Query({ schema: noQuery }) _query: object): Promise<TenantView> {
    return this.view(tenant);
  }

  @Delete(':tenant')
  @AdminOnly()
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a tenant with all its data' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  async remove(@PathTenant() tenant: Tenant, @Query({ schema: noQuery }) _query: object): Promise<void> {
    await deleteTenant(this.db, tenant.name);
  }

  private async view(tenant: Tenant): Promise<TenantView> {
    const streams = await listStreams(this.db, tenant);
    return {
      tenant: tenant.name,
      streams: streams.length,
      records: streams.reduce((sum, stream) => sum + stream.records, 0),
      created_at: tenant.createdAt.toISOString(),
    };
  }
}
