import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiConflictResponse, ApiGoneResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  type Database,
  DATABASE,
  enqueueUnify,
  type ErrorCode,
  getSnapshotTable,
  readHistory,
  type Tenant,
  WeftError,
} from '@app/snapshot-core';
import {
  expandRelations,
  explainUnified,
  getUnified,
  listRemoteIds,
  readUnified,
  registerRemoteId,
  type RemoteId,
  shownModel,
  type UnifiedExplanation,
  type UnifiedView,
} from '@app/unify';
import { PathTenant } from '../auth/access.ts';
import type { HistoryPage } from '../changes/change.schema.ts';
import { errorBody, tooOld } from '../errors/error.schema.ts';
import { decodeCursor } from '../http/cursor.ts';
import { type Page, pageOf } from '../http/page.ts';
import { noQuery } from '../http/parameters.ts';
import {
  type RemoteIdBody,
  remoteIdBody,
  remoteIds,
  type RemoteIdsQuery,
  remoteIdsQuery,
  unifiedExplanation,
} from '../people/pair.schema.ts';
import { MODEL_INTEGRATION } from '../streams/read-stream.ts';
import {
  unifiedHistory,
  unifiedPage,
  type UnifiedQuery,
  unifiedQuery,
  unifiedRecord,
  type UnifiedRecordQuery,
  unifiedRecordQuery,
} from './unified.schema.ts';

type Resolved<View> = View & { resolved_from?: string };

@ApiTags('unified')
@Controller('v1/tenants/:tenant/unified/:model')
export class UnifiedController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: "A model's unified records, in order of id" })
  @ApiOkResponse({ standardSchema: unifiedPage })
  @ApiGoneResponse(tooOld)
  async list(
    @PathTenant() tenant: Tenant,
    @Param('model') name: string,
    @Query({ schema: unifiedQuery }) query: UnifiedQuery,
  ): Promise<Page<Partial<UnifiedView>>> {
    const model = await shownModel(this.db.pool, tenant, name);
    const after = decodeCursor('unified', query.cursor);
    const wanted = { limit: query.limit + 1, after, filter: query.filter };
    const found = await readUnified(this.db, tenant, model, wanted, query.as_of);
    const { data, next } = pageOf('unified', query.limit, found, (record) => record.id);
    const expanded = await expandRelations(this.db, tenant, model, data, query.expand ?? []);
    return { data: expanded.map((record) => shown(record, query.include ?? [])), next };
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One unified record, with its sources and the provenance of each field',
    description: 'A retired id answers with the record that its sources are part of now, and `resolved_from`.',
  })
  @ApiOkResponse({ standardSchema: unifiedRecord })
  @ApiGoneResponse(tooOld)
  async get(
    @PathTenant() tenant: Tenant,
    @Param('model') name: string,
    @Param('id') id: string,
    @Query({ schema: unifiedRecordQuery }) query: UnifiedRecordQuery,
  ): Promise<Resolved<UnifiedView>> {
    const model = await shownModel(this.db.pool, tenant, name);
    const record = await getUnified(this.db, tenant, model, id, query.as_of);
    return (await expandRelations(this.db, tenant, model, [record], query.expand ?? []))[0]!;
  }

  @Get(':id/why')
  @ApiOperation({ summary: 'Why the source records of a unified record are one: the matches that hold them together' })
  @ApiOkResponse({ standardSchema: unifiedExplanation })
  async why(
    @PathTenant() tenant: Tenant,
    @Param('model') name: string,
    @Param('id') id: string,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<UnifiedExplanation> {
    return explainUnified(this.db, tenant, await shownModel(this.db.pool, tenant, name), id);
  }

  @Get(':id/remote-ids')
  @ApiOperation({ summary: 'The ids under which integrations know a unified record' })
  @ApiOkResponse({ standardSchema: remoteIds })
  async remoteIds(
    @PathTenant() tenant: Tenant,
    @Param('model') name: string,
    @Param('id') id: string,
    @Query({ schema: remoteIdsQuery }) { integration }: RemoteIdsQuery,
  ): Promise<{ data: RemoteId[] }> {
    const model = await shownModel(this.db.pool, tenant, name);
    return { data: await listRemoteIds(this.db, tenant, model, id, integration) };
  }

  @Post(':id/remote-ids')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Register the id that an integration gave to a record made there out of a unified record',
    description: 'When the next sync delivers that record, it is this unified record and no second one.',
  })
  @ApiOkResponse({ standardSchema: remoteIds })
  @ApiConflictResponse({ description: 'It is registered for another unified record.', standardSchema: errorBody })
  async registerRemoteId(
    @PathTenant() tenant: Tenant,
    @Param('model') name: string,
    @Param('id') id: string,
    @Body({ schema: remoteIdBody }) { record, by }: RemoteIdBody,
  ): Promise<{ data: RemoteId[] }> {
    const model = await shownModel(this.db.pool, tenant, name);
    const data = await registerRemoteId(this.db, tenant, model, id, record, { by });
    await enqueueUnify(this.db.pool, tenant.name, name);
    return { data };
  }

  @Get(':id/history')
  @ApiOperation({
    summary: 'Every kept change of a unified record, oldest first',
    description: 'All on one page. For a retired id: the changes of the record that its sources are part of now.',
  })
  @ApiOkResponse({ standardSchema: unifiedHistory })
  async history(
    @PathTenant() tenant: Tenant,
    @Param('model') name: string,
    @Param('id') id: string,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<Resolved<HistoryPage>> {
    const model = await shownModel(this.db.pool, tenant, name);
    // A record that is gone still has its history.
    const record = await getUnified(this.db, tenant, model, id).catch(absentIf('unknown_record'));
    const snapshot = await getSnapshotTable(this.db, tenant, MODEL_INTEGRATION, name).catch(absentIf('unknown_stream'));
    const history = snapshot && (await readHistory(this.db, snapshot, record?.id ?? id));
    if (history && (history.changes.length > 0 || !history.complete)) {
      return { data: history.changes, next: null, complete: history.complete, ...(record && pickResolved(record)) };
    }
    throw new WeftError(
      'unknown_record',
      `tenant "${tenant.name}" never had a unified ${name} ${id}`,
      `Check the id: GET …/unified/${name} lists them.`,
    );
  }
}

function shown(record: UnifiedView, include: readonly ('sources' | 'provenance')[]): Partial<UnifiedView> {
  const { id, data, sources, provenance, expanded } = record;
  return {
    id,
    data,
    ...(include.includes('sources') && { sources }),
    ...(include.includes('provenance') && { provenance }),
    ...(expanded && { expanded }),
  };
}

const pickResolved = ({ resolved_from }: Resolved<object>) => (resolved_from === undefined ? {} : { resolved_from });

/** For `catch`: undefined instead of this error. */
const absentIf =
  (code: ErrorCode) =>
  (error: unknown): undefined => {
    if (!(error instanceof WeftError && error.code === code)) throw error;
  };
