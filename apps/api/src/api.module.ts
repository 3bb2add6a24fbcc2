import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { type Database, type Secrets, SnapshotCoreModule } from '@app/snapshot-core';
import { AuthModule } from './auth/auth.module.ts';
import { ChangesController } from './changes/changes.controller.ts';
import { DocumentsController } from './documents/documents.controller.ts';
import { ErrorFilter } from './errors/error-filter.ts';
import { HealthController } from './health/health.controller.ts';
import { PeopleController } from './people/people.controller.ts';
import { PinsController } from './people/pins.controller.ts';
import { Readiness } from './health/readiness.ts';
import { validationPipe } from './http/validation.ts';
import { IntegrationsController } from './models/integrations.controller.ts';
import { ModelsController } from './models/models.controller.ts';
import { RunsController } from './runs/runs.controller.ts';
import { Shutdown } from './shutdown.ts';
import { DigestController } from './streams/digest.controller.ts';
import { RecordsController } from './streams/records.controller.ts';
import { StreamsController } from './streams/streams.controller.ts';
import { SyncController } from './streams/sync.controller.ts';
import { SyncSlots } from './streams/sync-slots.ts';
import { TenantsController } from './tenants/tenants.controller.ts';
import { SECRETS } from './tokens.ts';
import { UnifiedController } from './unified/unified.controller.ts';

export interface ApiParts {
  db: Database;
  adminKey: string;
  secrets: Secrets;
  /** Guards of this module run before all others. */
  rateLimit: DynamicModule | undefined;
}

@Module({})
export class ApiModule {
  static with({ db, adminKey, secrets, rateLimit }: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        SnapshotCoreModule.forRoot(db),
        TerminusModule,
        ...(rateLimit ? [rateLimit] : []),
        AuthModule.with(adminKey),
      ],
      controllers: [
        HealthController,
        TenantsController,
        DocumentsController,
        ModelsController,
        IntegrationsController,
        StreamsController,
        SyncController,
        RecordsController,
        DigestController,
        UnifiedController,
        PeopleController,
        PinsController,
        ChangesController,
        RunsController,
      ],
      providers: [
        Readiness,
        Shutdown,
        SyncSlots,
        { provide: SECRETS, useValue: secrets },
        { provide: APP_PIPE, useFactory: validationPipe },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
    };
  }
}
