import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { type Database, SnapshotCoreModule } from '@app/snapshot-core';
import { WORKER_CONFIG, type WorkerConfig } from './config.ts';
import { Pruner } from './pruner.ts';
import { QueueSweeper } from './queue-sweeper.ts';
import { Rescuer } from './rescuer.ts';
import { Runner } from './runner.ts';
import { Schedules } from './schedules.ts';

/** A worker: the schedules that ask for jobs, the runner that carries them out, the rescuer of what others left. */
@Module({})
export class WorkerModule {
  /** @param db open, with the queue prepared; who opened it closes it, after the application has closed */
  static forRoot(config: WorkerConfig, db: Database): DynamicModule {
    return {
      module: WorkerModule,
      imports: [SnapshotCoreModule.forRoot(db), ScheduleModule.forRoot()],
      providers: [{ provide: WORKER_CONFIG, useValue: config }, Schedules, Runner, Rescuer, QueueSweeper, Pruner],
    };
  }
}
