import 'reflect-metadata';
import helmet from '@fastify/helmet';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Database, openSecrets, prepareQueue, readAdminKey, type WeftConfig } from '@app/snapshot-core';
import type { RouteOptions } from 'fastify';
import { ApiLogger } from './api-logger.ts';
import { ApiModule } from './api.module.ts';
import { describeApi } from './docs/openapi.ts';
import { serveDocs } from './docs/serve-docs.ts';
import { registerBodyParsers } from './http/body-parsers.ts';
import { createAdapter } from './http/create-adapter.ts';
import { Shutdown } from './shutdown.ts';

export interface ApiOptions {
  /** Instead of JSON lines on standard output. */
  logger?: LoggerService | false;
  /** `RateLimitModule.with(…)`; without it nothing is limited. */
  rateLimit?: DynamicModule;
  /** Hears of every route that the router gets. */
  onRoute?: (route: RouteOptions) => void;
}

/**
 * The HTTP API on an open database, ready to `listen` or to `inject` requests. Closing it leaves the database open.
 * @throws WeftError or a file system error when the admin key can be neither read nor made
 */
export async function createApi(
  config: Pick<WeftConfig, 'adminKey' | 'home' | 'logLevel'> & Partial<Pick<WeftConfig, 'secretKey'>>,
  db: Database,
  options: ApiOptions = {},
): Promise<NestFastifyApplication> {
  const { key: adminKey } = await readAdminKey(config);
  await prepareQueue(db); // a sync asks the worker for unification
  const adapter = createAdapter();
  const fastify = adapter.getInstance();
  if (options.onRoute) fastify.addHook('onRoute', options.onRoute);
  registerBodyParsers(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with({ db, adminKey, secrets: openSecrets(db, config), rateLimit: options.rateLimit }),
    adapter,
    { bodyParser: false, abortOnError: false, logger: options.logger ?? new ApiLogger(config.logLevel) },
  );
  // Upgrading to https is for the proxy to decide that offers it; Weft itself speaks http.
  await app.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  const { stopping } = app.get(Shutdown);
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    // The server waits for its connections; one that stays open for another request would hold it up for a minute.
    if (stopping.aborted) reply.header('connection', 'close');
    done(null, payload);
  });
  serveDocs(app, describeApi(app));
  await app.init();
  await fastify.ready();
  return app;
}
