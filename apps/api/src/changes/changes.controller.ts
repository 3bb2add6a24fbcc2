import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiGoneResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ChangePage, type Database, DATABASE, readChanges, type Tenant } from '@app/snapshot-core';
import type { FastifyReply } from 'fastify';
import { PathTenant } from '../auth/access.ts';
import { errorBody } from '../errors/error.schema.ts';
import { Shutdown } from '../shutdown.ts';
import { changePage, type ChangesQuery, changesQuery } from './change.schema.ts';
import { waitForChanges } from './wait-for-changes.ts';

@ApiTags('changes')
@Controller('v1/tenants/:tenant/changes')
export class ChangesController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly shutdown: Shutdown,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Changes behind a cursor, in order',
    description:
      'Sequence numbers are dense and in order of commit, so reading on from `next` misses nothing. With `wait`, an ' +
      'answer without changes is held back until there is one or the time is over.',
  })
  @ApiOkResponse({ standardSchema: changePage })
  @ApiGoneResponse({ description: 'Changes behind the cursor have been pruned.', standardSchema: errorBody })
  list(
    @PathTenant() tenant: Tenant,
    @Query({ schema: changesQuery }) query: ChangesQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChangePage> {
    const read = (after: number) =>
      readChanges(this.db, tenant, { after, limit: query.limit, sources: query.source, ops: query.op });
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return waitForChanges(read, query.after, query.wait * 1000, AbortSignal.any([gone.signal, this.shutdown.stopping]));
  }
}
