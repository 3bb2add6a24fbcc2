import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiConflictResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  approveRun,
  type Database,
  DATABASE,
  enqueueUnify,
  getRun,
  listRejects,
  listRuns,
  rejectRun,
  type RejectView,
  type RunLine,
  type RunView,
  type Tenant,
} from '@app/snapshot-core';
import { modelsFedBy } from '@app/unify';
import { PathTenant } from '../auth/access.ts';
import { errorBody } from '../errors/error.schema.ts';
import { decodeNumberCursor } from '../http/cursor.ts';
import { type Page, pageOf } from '../http/page.ts';
import { noQuery, runNumber } from '../http/parameters.ts';
import {
  rejectPage,
  type RejectsQuery,
  rejectsQuery,
  runLine,
  runPage,
  type RunsQuery,
  runsQuery,
  runView,
} from './run.schema.ts';

@ApiTags('runs')
@Controller('v1/tenants/:tenant/runs')
export class RunsController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: "A tenant's runs, newest first" })
  @ApiOkResponse({ standardSchema: runPage })
  async list(@PathTenant() tenant: Tenant, @Query({ schema: runsQuery }) query: RunsQuery): Promise<Page<RunView>> {
    const before = decodeNumberCursor('runs', query.cursor);
    const found = await listRuns(this.db, tenant, { before, limit: query.limit + 1, source: query.source });
    return pageOf('runs', query.limit, found, (run) => run.run);
  }

  @Get(':run')
  @ApiOperation({ summary: 'One run, with its progress while it runs' })
  @ApiOkResponse({ standardSchema: runView })
  get(
    @PathTenant() tenant: Tenant,
    @Param('run', { schema: runNumber }) run: number,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<RunView> {
    return getRun(this.db, tenant, run);
  }

  @Get(':run/rejects')
  @ApiOperation({ summary: 'Records that a run could not take, in order of line' })
  @ApiOkResponse({ standardSchema: rejectPage })
  async rejects(
    @PathTenant() tenant: Tenant,
    @Param('run', { schema: runNumber }) run: number,
    @Query({ schema: rejectsQuery }) query: RejectsQuery,
  ): Promise<Page<RejectView>> {
    await getRun(this.db, tenant, run); // rejects are kept by run alone: this is what keeps other tenants' out
    const after = decodeNumberCursor('rejects', query.cursor);
    const found = await listRejects(this.db, run, { after, limit: query.limit + 1 });
    return pageOf('rejects', query.limit, found, (reject) => reject.line);
  }

  @Post(':run/approve')
  @HttpCode(200)
  @ApiOperation({ summary: 'Carry out the deletes that a run holds back' })
  @ApiOkResponse({ standardSchema: runLine })
  @ApiConflictResponse({ description: 'The run holds nothing back.', standardSchema: errorBody })
  async approve(
    @PathTenant() tenant: Tenant,
    @Param('run', { schema: runNumber }) run: number,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<RunLine> {
    const line = await approveRun(this.db, tenant, run);
    for (const { name } of await modelsFedBy(this.db, [line])) {
      await enqueueUnify(this.db.pool, tenant.name, name);
    }
    return line;
  }

  @Post(':run/reject')
  @HttpCode(200)
  @ApiOperation({ summary: 'Drop the deletes that a run holds back' })
  @ApiOkResponse({ standardSchema: runLine })
  @ApiConflictResponse({ description: 'The run holds nothing back.', standardSchema: errorBody })
  reject(
    @PathTenant() tenant: Tenant,
    @Param('run', { schema: runNumber }) run: number,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<RunLine> {
    return rejectRun(this.db, tenant, run);
  }
}
