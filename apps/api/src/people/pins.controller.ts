import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Database, DATABASE, enqueueUnify, type Tenant } from '@app/snapshot-core';
import { forgetPin, listPinned, pinValue } from '@app/unify';
import { PathTenant } from '../auth/access.ts';
import { decodeListCursor } from '../http/cursor.ts';
import { type Page, pageOf } from '../http/page.ts';
import { type LinksQuery, linksQuery } from './pair.schema.ts';
import { type PinBody, pinBody, type PinLine, pinPage, type PinQuery, pinQuery, pinView } from './pin.schema.ts';

@ApiTags('unified')
@Controller('v1/tenants/:tenant/pins')
export class PinsController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'What is pinned in a model, in order of the source records that pins go with' })
  @ApiOkResponse({ standardSchema: pinPage })
  async pins(
    @PathTenant() tenant: Tenant,
    @Query({ schema: linksQuery }) { model, limit, cursor }: LinksQuery,
  ): Promise<Page<PinLine>> {
    const after = decodeListCursor<[string, string]>('pins', cursor, ['string', 'string']);
    const found = await listPinned(this.db, tenant, model, { after, limit: limit + 1 });
    const page = pageOf('pins', limit, found, ({ ref, field }) => JSON.stringify([ref, field]));
    return { ...page, data: page.data.map((pin) => ({ model, ...pin })) };
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({
    summary: 'Give a field of a unified record a value that stands whatever its sources say',
    description: 'It outlives any recompute; the worker follows it within seconds.',
  })
  @ApiCreatedResponse({ standardSchema: pinView })
  async pin(
    @PathTenant() tenant: Tenant,
    @Body({ schema: pinBody }) { model, id, field, value, by }: PinBody,
  ): Promise<PinLine> {
    const pin = await pinValue(this.db, tenant, { model, id, field }, [value].flat(), by);
    await enqueueUnify(this.db.pool, tenant.name, model);
    return { model, ...pin };
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a pin away: the sources say again what the field is' })
  @ApiNoContentResponse()
  async forget(@PathTenant() tenant: Tenant, @Query({ schema: pinQuery }) place: PinQuery): Promise<void> {
    await forgetPin(this.db, tenant, place);
    await enqueueUnify(this.db.pool, tenant.name, place.model);
  }
}
