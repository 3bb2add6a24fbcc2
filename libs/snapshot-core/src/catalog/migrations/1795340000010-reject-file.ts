import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which of a run's files a rejected record stands in. */
export class RejectFile1795340000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table weft.reject add column file text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table weft.reject drop column file');
  }
}
