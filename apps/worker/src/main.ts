import 'reflect-metadata';
import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { logLevels, WeftError } from '@app/snapshot-core';
import { readWorkerConfig, type WorkerConfig } from './config.ts';
import { openQueue } from './open-queue.ts';
import { WorkerModule } from './worker.module.ts';

const logger = new ConsoleLogger('worker', { json: true, colors: false, structuredParams: true, flattenParams: true });

/** How long an end may take; containers are killed after 10 s. */
const LEAVE_MS = 9000;

/** Starts a worker and ends it cleanly on SIGTERM, SIGINT, or when the process that started it goes away. */
async function main(): Promise<void> {
  const config = readWorkerConfig();
  logger.setLogLevels(levelsOf(config));
  const db = await openQueue(config);
  let closing: Promise<void> | undefined;
  try {
    const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(config, db), {
      logger,
      abortOnError: false,
    });
    const close = async () => {
      await app.close();
      await db.close();
    };
    const end = (reason: string) => {
      if (closing) return;
      logger.log('finishing', { reason });
      setTimeout(leave, LEAVE_MS).unref();
      closing = close().catch(die);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal));
    // Started as a child (of `weft up`): an orphan would hold the embedded server open for ever.
    if (process.connected) process.once('disconnect', () => end('the parent process is gone'));
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** What a job was doing is rolled back by the server and taken up by another worker, as after a crash. */
function leave(): void {
  logger.warn('a job has not ended in time; leaving it to be taken up by another worker');
  process.exit();
}

/** A level of Weft's configuration as Nest's list of the levels that are shown. */
const levelsOf = ({ logLevel }: WorkerConfig): LogLevel[] => logLevels.slice(0, logLevels.indexOf(logLevel) + 1);

function die(error: unknown): void {
  if (error instanceof WeftError) logger.fatal(error.message, { code: error.code, hint: error.hint });
  else logger.fatal((error as Error).message, { stack: (error as Error).stack });
  process.exitCode = 1;
}

main().catch(die);
