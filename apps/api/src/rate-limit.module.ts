import { type DynamicModule, type ExecutionContext, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { UNLIMITED } from './auth/access.ts';

/** Requests that one address may make to one route within `ttl` milliseconds. */
export interface RateLimit {
  limit: number;
  ttl: number;
}

/** Generous: it is to stop loops that ran wild and guessing of keys, not readers in a hurry. */
const defaultLimit: RateLimit = { limit: 3000, ttl: 10_000 };

/**
 * Answers 429 to addresses that ask too often. Apart from {@link ApiModule}, because @nestjs/throttler is a CommonJS
 * package that requires Nest's ES modules: Node can do that, jest's loader on Node 20 cannot.
 */
@Module({})
export class RateLimitModule {
  static with(rateLimit: RateLimit = defaultLimit): DynamicModule {
    return {
      module: RateLimitModule,
      imports: [ThrottlerModule.forRoot({ throttlers: [rateLimit], skipIf: isUnlimited })],
      providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
    };
  }
}

const isUnlimited = (context: ExecutionContext): boolean => Reflect.getMetadata(UNLIMITED, context.getClass()) === true;
