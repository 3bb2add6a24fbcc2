import { Controller, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import {
  type Database,
  DATABASE,
  type PlannedChange,
  planSync,
  type RunLine,
  runSync,
  type SyncRequest,
  WeftError,
} from '@app/snapshot-core';
import { askToUnify } from '@app/unify';
import type { FastifyRequest } from 'fastify';
import { MakesTenant } from '../auth/access.ts';
import { errorBody } from '../errors/error.schema.ts';
import { streamBody } from '../http/body-parsers.ts';
import { detachBody } from '../http/detached-body.ts';
import { Shutdown } from '../shutdown.ts';
import { readContentType } from './content-type.ts';
import { MODEL_INTEGRATION } from './read-stream.ts';
import { isPlan, settingsOf, syncLine, type SyncQuery, syncQuery } from './sync.schema.ts';
import { SyncSlots } from './sync-slots.ts';

@ApiTags('streams')
@Controller('v1/tenants/:tenant/streams/:integration/:stream/sync')
export class SyncController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly shutdown: Shutdown,
    private readonly slots: SyncSlots,
  ) {}

  @Post()
  @HttpCode(200)
  @MakesTenant()
  @RouteConfig(streamBody)
  @ApiOperation({
    summary: 'Ingest sync output',
    description:
      'The body is read as it comes, of any size. All of it lands, or nothing. With the admin key the tenant is made if ' +
      'it is not there yet. The same body twice changes nothing.',
  })
  @ApiConsumes(
    'text/csv',
    'application/x-ndjson',
    'application/json',
    'application/vnd.apache.parquet',
    'application/gzip',
  )
  @ApiBody({
    schema: { type: 'string', format: 'binary' },
    description: 'CSV with a header line, JSON Lines, a JSON array or Parquet; plain or gzip.',
  })
  @ApiOkResponse({ standardSchema: syncLine })
  @ApiServiceUnavailableResponse({ description: 'The API stops; nothing was written.', standardSchema: errorBody })
  async sync(
    @Param('tenant') tenant: string,
    @Param('integration') integration: string,
    @Param('stream') stream: string,
    @Query({ schema: syncQuery }) query: SyncQuery,
    @Req() request: FastifyRequest,
  ): Promise<RunLine & { changes?: PlannedChange[] }> {
    const type = readContentType(request);
    if (integration === MODEL_INTEGRATION) throw reserved(tenant, stream);
    const { body, signal } = detachBody(request, this.shutdown.stopNow);
    const asked: SyncRequest = {
      tenant,
      integration,
      stream,
      input: { name: 'http', open: () => body, size: sizeOf(request), once: true, format: query.format ?? type.format },
      settings: { ...(type.encoding ? { encoding: type.encoding } : {}), ...settingsOf(query) },
      fixes: query.fixes,
      signal,
    };
    try {
      return await this.slots.within(() => (isPlan(query) ? this.plan(asked, query.limit) : this.run(asked)));
    } finally {
      body.destroy();
    }
  }

  private async run(asked: SyncRequest): Promise<RunLine> {
    return runSync(this.db, { ...asked, onPublished: askToUnify });
  }

  private async plan(asked: SyncRequest, limit: number): Promise<RunLine & { changes: PlannedChange[] }> {
    const changes: PlannedChange[] = [];
    const line = await planSync(this.db, asked, (change) => {
      if (changes.length < limit) changes.push(change);
    });
    return { ...line, changes };
  }
}

function sizeOf({ headers }: FastifyRequest): number | null {
  return headers['content-length'] === undefined ? null : Number(headers['content-length']);
}

const reserved = (tenant: string, stream: string) =>
  new WeftError(
    'invalid',
    `tenant "${tenant}": "${MODEL_INTEGRATION}.${stream}" cannot be synced, unified records are made by Weft`,
    'Sync the streams that the model takes its records from.',
  );
