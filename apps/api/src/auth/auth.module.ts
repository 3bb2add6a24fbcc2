import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ADMIN_KEY } from '../tokens.ts';
import { AuthGuard } from './auth.guard.ts';

/** Puts the auth guard before every route. A module of its own, so that a guard of an earlier module runs before it. */
@Module({})
export class AuthModule {
  static with(adminKey: string) {
    return {
      module: AuthModule,
      providers: [
        { provide: ADMIN_KEY, useValue: adminKey },
        { provide: APP_GUARD, useClass: AuthGuard },
      ],
    };
  }
}
