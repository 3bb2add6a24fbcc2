import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps each model as it is written, beside what it means: what tenants lay their own mappings over. */
export class WrittenModels1795340000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table weft.model_version add column written json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table weft.model_version drop column written');
  }
}
