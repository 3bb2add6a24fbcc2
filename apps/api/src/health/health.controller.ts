import { Controller, Get, HttpException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { Public, Unlimited } from '../auth/access.ts';
import { ApiError } from '../errors/api-error.ts';
import { errorBody } from '../errors/error.schema.ts';
import { alive, ready } from './health.schema.ts';
import { Readiness } from './readiness.ts';

@ApiTags('health')
@Public()
@Unlimited()
@Controller()
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly readiness: Readiness,
  ) {}

  @Get('healthz')
  @ApiOperation({ summary: 'The process is up' })
  @ApiOkResponse({ standardSchema: alive })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'The database is reachable and its catalog is up to date' })
  @ApiOkResponse({ standardSchema: ready })
  @ApiServiceUnavailableResponse({ description: 'It is not.', standardSchema: errorBody })
  async ready(): Promise<HealthCheckResult> {
    try {
      return await this.checks.check([() => this.readiness.database(), () => this.readiness.migrations()]);
    } catch (error) {
      if (!(error instanceof HttpException)) throw error;
      // Names what is down but not why: this route is public, the reason is in the log.
      const { error: down } = error.getResponse() as HealthCheckResult;
      throw new ApiError(
        'not_ready',
        `not ready: ${Object.keys(down ?? {}).join(', ')}`,
        'Wait until the database is reachable; `weft doctor` tells what is wrong.',
        { cause: error },
      );
    }
  }
}
