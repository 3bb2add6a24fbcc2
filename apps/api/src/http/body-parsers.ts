import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads its body as a stream, whatever its type and size. */
    streamBody?: boolean;
    /** The route takes its body as bytes, whatever its type. */
    bytesBody?: boolean;
  }
}

/** For `@RouteConfig`: the route reads its body itself. */
export const streamBody = { streamBody: true };

/** For `@RouteConfig`: the route takes its body as bytes, up to {@link JSON_LIMIT}. */
export const bytesBody = { bytesBody: true };

/** Most bytes of a JSON body. */
export const JSON_LIMIT = 1024 * 1024;

/**
 * Replaces Fastify's parsers. Bodies of routes marked {@link streamBody} are left unread, for the route to stream, those of
 * routes marked {@link bytesBody} are not parsed; of all others only JSON is taken. Both of up to {@link JSON_LIMIT}.
 */
export function registerBodyParsers(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (request, payload, done) => {
    // Many clients name a content type without sending a body.
    if (request.routeOptions.config.streamBody || isEmpty(request)) return done(null);
    const { bytesBody: asBytes } = request.routeOptions.config;
    if (!asBytes && !/^application\/(json|[\w.-]+\+json)\b/i.test(request.headers['content-type'] ?? '')) {
      return done(
        new ApiError(
          'unsupported_media_type',
          `the content type "${request.headers['content-type'] ?? ''}" is not one that this route takes`,
          'Send JSON with "Content-Type: application/json".',
        ),
      );
    }
    const take = (body: Buffer): void => (asBytes ? done(null, body) : void parseJson(request, body.toString(), done));
    readBytes(payload, JSON_LIMIT).then(take, done);
  });
}

const isEmpty = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;

async function readBytes(payload: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of payload) {
    size += chunk.length;
    if (size > most) {
      throw new ApiError(
        'payload_too_large',
        `the body is larger than ${most} bytes`,
        'Send a smaller one; only …/sync takes bodies of any size.',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
