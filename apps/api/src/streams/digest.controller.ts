import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiGoneResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Database, DATABASE, readDigest, type SnapshotDigest, type Tenant } from '@app/snapshot-core';
import { PathTenant } from '../auth/access.ts';
import { tooOld } from '../errors/error.schema.ts';
import { getStreamTable } from './read-stream.ts';
import { type DigestQuery, digestQuery, digestView } from './stream.schema.ts';

@ApiTags('records')
@Controller('v1/tenants/:tenant/streams/:integration/:stream/digest')
export class DigestController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get()
  @ApiOperation({
    summary: "Checksum of all of a stream's records",
    description:
      'For a consumer that keeps a copy by the change feed: when it has read up to `seq`, the digest of its own records is ' +
      'the same. Does not depend on their order.',
  })
  @ApiOkResponse({ standardSchema: digestView })
  @ApiGoneResponse(tooOld)
  async get(
    @PathTenant() tenant: Tenant,
    @Param('integration') integration: string,
    @Param('stream') stream: string,
    @Query({ schema: digestQuery }) query: DigestQuery,
  ): Promise<SnapshotDigest> {
    const snapshot = await getStreamTable(this.db, tenant, integration, stream);
    return readDigest(this.db, tenant, snapshot, query.as_of);
  }
}
