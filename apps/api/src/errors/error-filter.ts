import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeError } from './describe-error.ts';

/** The one place where a request's error becomes an answer. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Api');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, body, defect } = describeError(error, request);
    if (defect) this.logger.error(`${request.method} ${request.url}: ${messageOf(error)}`, stackOf(error));
    if (reply.sent) return;
    if (status === 401) reply.header('www-authenticate', 'Bearer');
    reply.status(status).send(body);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const cause = error.cause === undefined ? undefined : (stackOf(error.cause) ?? messageOf(error.cause));
  return cause === undefined ? error.stack : `${error.stack}\ncaused by ${cause}`;
}
