import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiGoneResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  type Database,
  DATABASE,
  readHistory,
  readRecord,
  readRecordAsOf,
  readRecords,
  readRecordsAsOf,
  type RecordView,
  type SnapshotTable,
  type Tenant,
  WeftError,
} from '@app/snapshot-core';
import { PathTenant } from '../auth/access.ts';
import { type HistoryPage, historyPage } from '../changes/change.schema.ts';
import { tooOld } from '../errors/error.schema.ts';
import { decodeCursor } from '../http/cursor.ts';
import { type Page, pageOf } from '../http/page.ts';
import { noQuery } from '../http/parameters.ts';
import { getStreamTable, selectFields } from './read-stream.ts';
import {
  recordPage,
  type RecordQuery,
  recordQuery,
  type RecordsQuery,
  recordsQuery,
  recordView,
} from './stream.schema.ts';

@ApiTags('records')
@Controller('v1/tenants/:tenant/streams/:integration/:stream/records')
export class RecordsController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: "A stream's records, in order of key" })
  @ApiOkResponse({ standardSchema: recordPage })
  @ApiGoneResponse(tooOld)
  async list(
    @PathTenant() tenant: Tenant,
    @Param('integration') integration: string,
    @Param('stream') stream: string,
    @Query({ schema: recordsQuery }) query: RecordsQuery,
  ): Promise<Page<RecordView>> {
    const snapshot = await getStreamTable(this.db, tenant, integration, stream);
    const select = selectFields<RecordView>(snapshot, query.fields);
    const wanted = {
      limit: query.limit + 1,
      after: decodeCursor('records', query.cursor),
      filter: query.filter,
      changedSince: query.changed_since,
    };
    const found = await (query.as_of === undefined
      ? readRecords(this.db, snapshot, wanted)
      : readRecordsAsOf(this.db, tenant, snapshot, query.as_of, wanted));
    return pageOf('records', query.limit, found.map(select), (record) => record.key);
  }

  @Get(':key')
  @ApiOperation({ summary: 'One record' })
  @ApiOkResponse({ standardSchema: recordView })
  @ApiGoneResponse(tooOld)
  async get(
    @PathTenant() tenant: Tenant,
    @Param('integration') integration: string,
    @Param('stream') stream: string,
    @Param('key') key: string,
    @Query({ schema: recordQuery }) query: RecordQuery,
  ): Promise<RecordView> {
    const snapshot = await getStreamTable(this.db, tenant, integration, stream);
    const select = selectFields<RecordView>(snapshot, query.fields);
    const record = await (query.as_of === undefined
      ? readRecord(this.db, snapshot, key)
      : readRecordAsOf(this.db, tenant, snapshot, query.as_of, key));
    if (record) return select(record);
    throw unknownRecord(tenant, snapshot, key, 'It may have been deleted: GET …/history tells.');
  }

  @Get(':key/history')
  @ApiOperation({
    summary: 'Every kept change of a record, oldest first',
    description: 'All on one page. A deleted record still has its history.',
  })
  @ApiOkResponse({ standardSchema: historyPage })
  async history(
    @PathTenant() tenant: Tenant,
    @Param('integration') integration: string,
    @Param('stream') stream: string,
    @Param('key') key: string,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<HistoryPage> {
    const snapshot = await getStreamTable(this.db, tenant, integration, stream);
    const { changes, complete } = await readHistory(this.db, snapshot, key);
    if (changes.length > 0 || !complete) return { data: changes, next: null, complete };
    throw unknownRecord(tenant, snapshot, key, 'Check the key: GET …/records lists them.');
  }
}

const unknownRecord = (tenant: Tenant, snapshot: SnapshotTable, key: string, hint: string) =>
  new WeftError('unknown_record', `${snapshot.source} of tenant "${tenant.name}" has no record "${key}"`, hint);
