import type { DynamicModule } from '@nestjs/common';
import type { Database } from './db/database.ts';

/** Injection token of the open {@link Database}. */
export const DATABASE = Symbol('weft database');

/**
 * Gives a Nest app the database that it was started with. Only types come from Nest, hence no `@Module`: a dynamic module
 * says everything itself, and the command line, which shares this library, starts 0.3 s sooner without Nest.
 */
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
