import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Database, DATABASE } from '@app/snapshot-core';
import { type AppliedLine, type IntegrationView, putIntegration, readIntegrationView } from '@app/unify';
import { AdminOnly } from '../auth/access.ts';
import { errorBody } from '../errors/error.schema.ts';
import { noQuery } from '../http/parameters.ts';
import { appliedIntegration, integrationView } from './model.schema.ts';

@ApiTags('integrations')
@Controller('v1/integrations/:name')
@AdminOnly()
export class IntegrationsController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'What is declared of an integration, in the form of weft.yaml' })
  @ApiOkResponse({ standardSchema: integrationView })
  @ApiNotFoundResponse({ description: 'Nothing is declared of it.', standardSchema: errorBody })
  get(@Param('name') name: string, @Query({ schema: noQuery }) _query: object): Promise<IntegrationView> {
    return readIntegrationView(this.db.pool, name);
  }

  @Put()
  @ApiOperation({
    summary: "Declare an integration's streams, in place of what was declared",
    description: 'In the form of weft.yaml, as JSON. All its faults are told at once. It holds from the next sync on.',
  })
  @ApiBody({ schema: { type: 'object' }, description: 'streams, as under `integrations:` in weft.yaml.' })
  @ApiOkResponse({ standardSchema: appliedIntegration })
  put(
    @Param('name') name: string,
    @Body() definition: unknown,
    @Query({ schema: noQuery }) _query: object,
  ): Promise<Omit<AppliedLine, 'what'>> {
    return putIntegration(this.db, name, definition);
  }
}
