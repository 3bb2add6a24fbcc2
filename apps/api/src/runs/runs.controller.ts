import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiConflictResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  approveRun,
  type Database,
  DATABASE,
  exportRejects,
  getRun,
  type HeldDeleteView,
  listHeld,
  listRejects,
  listRuns,
  type PlannedChange,
  planRevert,
  rejectRun,
  type RejectView,
  revertRun,
  type RunLine,
  type RunView,
  type Tenant,
} from '@app/snapshot-core';
import { askToUnify } from '@app/unify';
import { PathTenant } from '../auth/access.ts';
import { errorBody } from '../errors/error.schema.ts';
import { decodeCursor, decodeNumberCursor } from '../http/cursor.ts';
import { type Page, pageOf } from '../http/page.ts';
import { noQuery, runNumber } from '../http/parameters.ts';
import {
  heldPage,
  type HeldQuery,
  heldQuery,
  type RawRejectsQuery,
  rawRejectsQuery,
  rejectPage,
  type RejectsQuery,
  rejectsQuery,
  runLine,
  runPage,
  type RunsQuery,
  runsQuery,
  runView,
} from './run.schema.ts';
import { type RevertLine, revertLine, type RevertQuery, revertQuery } from './revert.schema.ts';

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
  @ApiOperation({ summary: 'Records that a run could not take, in the order of the sync output' })
  @ApiOkResponse({ standardSchema: rejectPage })
  async rejects(
    @PathTenant() tenant: Tenant,
    @Param('run', { schema: runNumber }) run: number,
    @Query({ schema: rejectsQuery }) query: RejectsQuery,
  ): Promise<Page<RejectView>> {
    await getRun(this.db, tenant, run); // rejects are kept by run alone: this is what keeps other tenants' out
    const after = decodeNumberCursor('rejects', query.cursor);
    const found = await listRejects(this.db, run, { after, limit: query.limit + 1, open: query.state === 'open' });
    return pageOf('rejects', query.limit, found, (reject) => reject.id);
  }

  @Get(':run/rejects/raw')
  @ApiOperation({
    summary: "A run's rejected records as a file to correct and deliver again",
    description:
      'Their bytes as they came, of CSV behind the header line. Deliver it with `?fixes=` this run. Where files of different headers or ' +
      'formats were one delivery, `part` says which of them: the error names them, and each reject has its own.',
  })
  @ApiConflictResponse({ description: 'They make several files, and none is named.', standardSchema: errorBody })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async rawRejects(
    @PathTenant() tenant: Tenant,
    @Param('run', { schema: runNumber }) run: number,
    @Query({ schema: rawRejectsQuery }) query: RawRejectsQuery,
  ): Promise<StreamableFile> {
    await getRun(this.db, tenant, run); // as above
    const bytes = exportRejects(this.db, run, { open: query.state === 'open', part: query.part });
    const { value } = await bytes.next(); // what cannot be exported is told before the answer begins
    return new StreamableFile(Readable.from(startingWith(value as Buffer, bytes)));
  }

  @Get(':run/held')
  @ApiOperation({
    summary: 'Deletes that a run holds back, in order of key',
    description: 'They wait for approve or reject, or until enough further full syncs lack the records, too.',
  })
  @ApiOkResponse({ standardSchema: heldPage })
  async held(
    @PathTenant() tenant: Tenant,
    @Param('run', { schema: runNumber }) run: number,
    @Query({ schema: heldQuery }) query: HeldQuery,
  ): Promise<Page<HeldDeleteView>> {
    const after = decodeCursor('held', query.cursor);
    const found = await listHeld(this.db, tenant, run, { after, limit: query.limit + 1 });
    return pageOf('held', query.limit, found, (held) => held.key);
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
    return approveRun(this.db, tenant, run, { onPublished: askToUnify });
  }

  @Post(':run/reject')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Drop the deletes that a run holds back',
    description:
      'The records stay. Full syncs that lack them hold their deletes again, and these are never released by themselves.',
  })
  @ApiOkResponse({ standardSchema: runLine })
  @ApiConflictResponse({ description: 'The run holds nothing back.', standardSchema: errorBody })
  reject(
    @PathTenant() tenant: Tenant,
    @Param('run', { schema: runNumber }) run: number,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<RunLine> {
    return rejectRun(this.db, tenant, run);
  }

  @Post(':run/revert')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Undo the changes of a run',
    description:
      'In a run of its own, all or nothing. Refused when records of the run were changed since: a plan lists them.',
  })
  @ApiOkResponse({ standardSchema: revertLine })
  @ApiConflictResponse({ description: 'The run cannot be undone.', standardSchema: errorBody })
  async revert(
    @PathTenant() tenant: Tenant,
    @Param('run', { schema: runNumber }) run: number,
    @Query({ schema: revertQuery }) query: RevertQuery,
  ): Promise<RevertLine> {
    if (query.plan === '1' || query.plan === 'true') return this.planRevert(tenant, run, query.limit);
    return revertRun(this.db, tenant, run, { onPublished: askToUnify });
  }

  private async planRevert(tenant: Tenant, run: number, limit: number): Promise<RevertLine> {
    const changes: PlannedChange[] = [];
    const { line, conflicts } = await planRevert(this.db, tenant, run, (change) => {
      if (changes.length < limit) changes.push(change);
    });
    return { ...line, changes, conflicts };
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
