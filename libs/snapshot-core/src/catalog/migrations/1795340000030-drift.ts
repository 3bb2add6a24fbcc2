import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a run saw of its stream's columns, and the columns of the last delivery to tell that by. */
export class Drift1795340000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table weft.sync_run add column drift jsonb;
      alter table weft.stream add column delivered jsonb;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table weft.stream drop column delivered;
      alter table weft.sync_run drop column drift;
    `);
  }
}
