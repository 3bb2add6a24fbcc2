import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { type Database, DATABASE, enqueueUnify, type Tenant } from '@app/snapshot-core';
import {
  decideLink,
  explainPair,
  forgetDecision,
  listDecisions,
  type PairExplanation,
  readReview,
  type ReviewItem,
  type ReviewPosition,
} from '@app/unify';
import { PathTenant } from '../auth/access.ts';
import { errorBody } from '../errors/error.schema.ts';
import { decodeListCursor, encodeCursor } from '../http/cursor.ts';
import { type Page, pageOf } from '../http/page.ts';
import {
  type LinkBody,
  linkBody,
  type DecidedLine,
  decidedView,
  type LinkLine,
  linkPage,
  type LinksQuery,
  linksQuery,
  pairExplanation,
  type PairQuery,
  pairQuery,
  reviewPage,
} from './pair.schema.ts';

const contradicted = { description: 'Other decisions say the contrary.', standardSchema: errorBody };

@ApiTags('unified')
@Controller('v1/tenants/:tenant')
export class PeopleController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get('links')
  @ApiOperation({ summary: 'What was decided about records of a model, in order of the records' })
  @ApiOkResponse({ standardSchema: linkPage })
  async links(
    @PathTenant() tenant: Tenant,
    @Query({ schema: linksQuery }) { model, limit, cursor }: LinksQuery,
  ): Promise<Page<LinkLine>> {
    const after = decodeListCursor<[string, string]>('links', cursor, ['string', 'string']);
    const found = await listDecisions(this.db, tenant, model, { after, limit: limit + 1 });
    const page = pageOf('links', limit, found, ({ a, b }) => JSON.stringify([a, b]));
    return { ...page, data: page.data.map((link) => ({ model, ...link })) };
  }

  @Post('links')
  @HttpCode(201)
  @ApiOperation({
    summary: 'Decide that two records are, or are not, one entity',
    description:
      'It outlives any recompute. The worker follows it within seconds; a record not there yet is linked when it comes.',
  })
  @ApiCreatedResponse({ standardSchema: decidedView })
  @ApiConflictResponse(contradicted)
  async decide(
    @PathTenant() tenant: Tenant,
    @Body({ schema: linkBody }) { model, a, b, same, by, note }: LinkBody,
  ): Promise<DecidedLine> {
    const link = await decideLink(this.db, tenant, { model, a, b }, same, { by, note });
    await enqueueUnify(this.db.pool, tenant.name, model);
    return { model, ...link };
  }

  @Delete('links')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a decision back: the records are judged by what they say again' })
  @ApiNoContentResponse()
  async forget(@PathTenant() tenant: Tenant, @Query({ schema: pairQuery }) pair: PairQuery): Promise<void> {
    await forgetDecision(this.db, tenant, pair);
    await enqueueUnify(this.db.pool, tenant.name, pair.model);
  }

  @Get('review')
  @ApiOperation({ summary: 'Pairs of records that look alike and wait for a decision, likeliest first' })
  @ApiOkResponse({ standardSchema: reviewPage })
  async review(
    @PathTenant() tenant: Tenant,
    @Query({ schema: linksQuery }) { model, limit, cursor }: LinksQuery,
  ): Promise<Page<ReviewItem>> {
    const after = decodeListCursor<ReviewPosition>('review', cursor, ['number', 'number', 'number']);
    const { items, positions } = await readReview(this.db, tenant, model, { after, limit: limit + 1 });
    const next = items.length > limit ? encodeCursor('review', JSON.stringify(positions[limit - 1])) : null;
    return { data: items.slice(0, limit), next };
  }

  @Get('why')
  @ApiOperation({ summary: 'Why two records are, or are not, one unified record' })
  @ApiOkResponse({ standardSchema: pairExplanation })
  @ApiConflictResponse({ description: 'The model was not unified yet as it is now.', standardSchema: errorBody })
  why(@PathTenant() tenant: Tenant, @Query({ schema: pairQuery }) pair: PairQuery): Promise<PairExplanation> {
    return explainPair(this.db, tenant, pair);
  }
}
