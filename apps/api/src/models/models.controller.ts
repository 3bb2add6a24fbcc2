import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Database, DATABASE, type Tenant } from '@app/snapshot-core';
import {
  type AppliedLine,
  listLatestVersions,
  listModelVersions,
  type ModelView,
  putModel,
  readModelVersion,
  readTenantModel,
  type TenantModelView,
} from '@app/unify';
import { AdminOnly, PathTenant } from '../auth/access.ts';
import { errorBody } from '../errors/error.schema.ts';
import type { Page } from '../http/page.ts';
import { noQuery } from '../http/parameters.ts';
import {
  appliedModel,
  type ModelQuery,
  modelQuery,
  modelVersionPage,
  modelView,
  tenantModelView,
} from './model.schema.ts';

type Version = Omit<ModelView, 'definition'>;
const unknown = ApiNotFoundResponse({ description: 'There is no such model or version.', standardSchema: errorBody });

@ApiTags('models')
@Controller('v1')
export class ModelsController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get('models')
  @AdminOnly()
  @ApiOperation({ summary: 'Every unified model in its latest version, by name' })
  @ApiOkResponse({ standardSchema: modelVersionPage })
  async list(@Query({ schema: noQuery }) _query: object): Promise<Page<Version>> {
    return { data: await listLatestVersions(this.db.pool), next: null };
  }

  @Get('models/:name')
  @AdminOnly()
  @unknown
  @ApiOperation({ summary: 'One version of a model, in the form of weft.yaml' })
  @ApiOkResponse({ standardSchema: modelView })
  get(@Param('name') name: string, @Query({ schema: modelQuery }) { version }: ModelQuery): Promise<ModelView> {
    return readModelVersion(this.db.pool, name, version);
  }

  @Get('models/:name/versions')
  @AdminOnly()
  @unknown
  @ApiOperation({ summary: 'The versions of a model, the latest first' })
  @ApiOkResponse({ standardSchema: modelVersionPage })
  async versions(@Param('name') name: string, @Query({ schema: noQuery }) _query: object): Promise<Page<Version>> {
    await readModelVersion(this.db.pool, name);
    return { data: await listModelVersions(this.db.pool, name), next: null };
  }

  @Put('models/:name')
  @AdminOnly()
  @ApiOperation({
    summary: 'Put a model in force, as a new version if it differs',
    description:
      'In the form of weft.yaml, as JSON. All its faults are told at once. A worker unifies anew every tenant that has records for it.',
  })
  @ApiBody({
    schema: { type: 'object' },
    description: 'fields, sources, match, survive, as under `models:` in weft.yaml.',
  })
  @ApiOkResponse({ standardSchema: appliedModel })
  put(
    @Param('name') name: string,
    @Body() definition: unknown,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<Omit<AppliedLine, 'what'> & { version: number }> {
    return putModel(this.db, name, definition);
  }

  @Get('tenants/:tenant/models/:model')
  @ApiOperation({
    summary: 'A model as it is in force for a tenant',
    description: 'With what its config.json lays over it, and the version that its unified records are of.',
  })
  @ApiOkResponse({ standardSchema: tenantModelView })
  inForce(
    @PathTenant() tenant: Tenant,
    @Param('model') name: string,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<TenantModelView> {
    return readTenantModel(this.db.pool, tenant, name);
  }
}
