import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { ApiError } from '../errors/api-error.ts';
import { describeCode, describeError } from '../errors/describe-error.ts';
import { parseQueryString } from './query-string.ts';

/** Record keys are made of source values, and those of several columns are long. In characters. */
const MAX_PARAM_LENGTH = 2000;

/** Fastify, with the errors that it answers before Nest hears of a request in the shape of all others. */
export function createAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    routerOptions: { querystringParser: parseQueryString, maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (cause: Error & { code?: string }, request: FastifyRequest, reply: FastifyReply) => {
      const error = cause.code === 'FST_ERR_MAX_PARAM_LENGTH' ? longParam() : cause;
      const { status, body } = describeError(error, request);
      void reply.status(status).send(body);
    },
    clientErrorHandler: answerClientError,
  });
  adapter.getInstance().addHook('onRequest', (request, _reply, done) => done(nulByte(request)));
  return adapter;
}

const longParam = () =>
  new ApiError(
    'uri_too_long',
    `a name in the path is longer than ${MAX_PARAM_LENGTH} characters`,
    'No tenant, stream, record key or id is that long; for records filter by a field.',
  );

/** Postgres has no NUL in texts: a name or key with one cannot be there, and would fail as a defect further in. */
function nulByte({ raw }: FastifyRequest): Error | undefined {
  if (!/%00/.test(raw.url ?? '')) return undefined;
  return Object.assign(new Error('the URL holds a NUL character'), { statusCode: 400 });
}

/** What is no HTTP at all, or has headers beyond Node's bound. Writes to the socket, as there is no reply yet. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, body } =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? describeCode('headers_too_large', 'the URL and headers are larger than 16 kB')
      : describeCode('malformed', 'the request is not HTTP');
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  socket.end(
    `HTTP/1.1 ${status} Error\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${length}\r\n` +
      `Connection: close\r\n\r\n${text}`,
  );
}
