import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps what is declared of an integration beside what it means, so that it can be shown as it was declared. */
export class DeclaredStreams1795340000052 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table weft.integration add column declared json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table weft.integration drop column declared');
  }
}
