import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Database, DATABASE, listStreams, type StreamSummary, type Tenant } from '@app/snapshot-core';
import { PathTenant } from '../auth/access.ts';
import type { Page } from '../http/page.ts';
import { noQuery } from '../http/parameters.ts';
import { streamPage } from './stream.schema.ts';

@ApiTags('streams')
@Controller('v1/tenants/:tenant/streams')
export class StreamsController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: "A tenant's streams, all on one page" })
  @ApiOkResponse({ standardSchema: streamPage })
  async list(@PathTenant() tenant: Tenant, @Query({ schema: noQuery }) _query: object): Promise<Page<StreamSummary>> {
    return { data: await listStreams(this.db, tenant), next: null };
  }
}
