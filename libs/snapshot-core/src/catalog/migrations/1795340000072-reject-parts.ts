import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of one run may have different headers or formats: rejects say in which form they are written. */
export class RejectParts1795340000072 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table weft.quarantine add column part integer not null default 1;
      alter table weft.quarantine drop constraint quarantine_pkey, add primary key (run_id, part);
      alter table weft.reject add column part integer not null default 1;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table weft.reject drop column part;
      delete from weft.quarantine where part > 1;
      alter table weft.quarantine drop constraint quarantine_pkey, add primary key (run_id);
      alter table weft.quarantine drop column part;
    `);
  }
}
