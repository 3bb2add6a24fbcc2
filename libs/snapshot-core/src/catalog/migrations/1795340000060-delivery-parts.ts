import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A delivery of a source may be several files, which are one run. */
export class DeliveryParts1795340000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table weft.delivery add column parts json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table weft.delivery drop column parts');
  }
}
