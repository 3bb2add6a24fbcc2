import { type DynamicModule, Module } from '@nestjs/common';
import type { Database } from './db/database.ts';

/** Injection token of the open {@link Database}. */
export const DATABASE = Symbol('weft database');

/** Gives Nest apps the database they were started with. */
@Module({})
export class SnapshotCoreModule {
  static forRoot(database: Database): DynamicModule {
    return {
      module: SnapshotCoreModule,
      global: true,
      providers: [{ provide: DATABASE, useValue: database }],
      exports: [DATABASE],
    };
  }
}
